/**
 * Runs every benchmark in turn, each as the process that it is by itself. Those that compare with something that is not installed
 * leave that out. Exits with 1 where one failed.
 *
 *   npm run bench -- [--openapi <path of Twilio's OpenAPI file for Conversations>]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { openapi } = parseArgs({ options: { openapi: { type: 'string' } } }).values;
const root = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What some compare with, which is not installed with the rest, and how they are told that it is there. */
const peers: Readonly<Record<string, { readonly folder: string; readonly flag?: string }>> = {
  'bench:fan-out': { folder: 'bench/peers/graphql-ws', flag: '--stock' },
  'bench:idle-memory': { folder: 'bench/peers/graphql-ws', flag: '--stock' },
  'bench:hot-http': { folder: 'bench/peers/mercurius', flag: '--mercurius' },
  'bench:nested-peer': { folder: 'bench/peers/mesh-hive' },
};

/** What a benchmark is given; or why it is not run, or not all of it. */
function planOf(name: string): { readonly args: readonly string[]; readonly missing?: string } | string {
  const peer = peers[name];
  const missing =
    peer !== undefined && !existsSync(`${root}${peer.folder}/node_modules`)
      ? `its peer is not installed: npm install --prefix ${peer.folder}`
      : undefined;
  if (name === 'bench:nested-peer') {
    if (missing !== undefined) return missing;
    return openapi === undefined ? 'it needs --openapi <path>.' : { args: ['--openapi', openapi] };
  }
  if (missing !== undefined) return { args: [], missing };
  return { args: peer?.flag === undefined ? [] : [peer.flag] };
}

const failed: string[] = [];
for (const name of Object.keys(scripts).filter((script) => script.startsWith('bench:'))) {
  const plan = planOf(name);
  if (typeof plan === 'string') {
    console.log(`${name} is skipped: ${plan}`);
    continue;
  }
  console.log(`${name} …${plan.missing === undefined ? '' : ` without the comparison: ${plan.missing}`}`);
  const child = spawn('npm', ['run', '--silent', name, '--', ...plan.args], { cwd: root, stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length > 0 ? 1 : 0;
