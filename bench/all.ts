/**
 * Runs every benchmark in turn, each as the process that it is by itself. Those that compare with something that is not installed are
 * skipped. Exits with 1 where one failed.
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

/** What a benchmark cannot do without, and is not installed with the rest. */
const peers: Readonly<Record<string, string>> = {
  'bench:fan-out': 'bench/peers/graphql-ws',
  'bench:nested-peer': 'bench/peers/mesh-hive',
};

/** Why a benchmark cannot run here; undefined where it can. */
function reasonToSkip(name: string): string | undefined {
  const peer = peers[name];
  if (peer !== undefined && !existsSync(`${root}${peer}/node_modules`))
    return `its peer is not installed: npm install --prefix ${peer}`;
  if (name === 'bench:nested-peer' && openapi === undefined) return 'it needs --openapi <path>.';
  return undefined;
}

const failed: string[] = [];
for (const name of Object.keys(scripts).filter((script) => script.startsWith('bench:'))) {
  const reason = reasonToSkip(name);
  if (reason !== undefined) {
    console.log(`${name} is skipped: ${reason}`);
    continue;
  }
  console.log(`${name} …`);
  const given = name === 'bench:nested-peer' ? ['--', '--openapi', String(openapi)] : [];
  const child = spawn('npm', ['run', '--silent', name, ...given], { cwd: root, stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length > 0 ? 1 : 0;
