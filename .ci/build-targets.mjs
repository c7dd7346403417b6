/**
 * Builds the package and the two web apps it serves into dist/. Plain JavaScript and no dependency: it runs before anything is
 * built.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(join(root, 'package.json'));

/** Fingerprints of what was last built. `npm ci` empties the folder, so new dependencies lead to a new build. */
const stamps = join(root, 'node_modules', '.cache', 'twilio-conversations-graphql');

const targets = [
  {
    name: 'package',
    inputs: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json', '.ci/bundle.mjs'],
    output: 'dist/main.js',
    build: buildPackage,
  },
  webTarget('chat', ['src/client', 'src/model.ts']),
  webTarget('graphiql', []),
];

/**
 * Builds everything, or with `onlyIfNeeded` what is missing or was built from other sources: a few milliseconds when that is
 * nothing. Resolves with whether everything is built; what went wrong has been printed.
 */
export async function build({ onlyIfNeeded }) {
  const results = await Promise.all(targets.map((target) => update(target, onlyIfNeeded)));
  return !results.includes('failed');
}

/** Whether everything is built from the sources that there are: a few milliseconds. */
export async function isBuilt() {
  const fresh = await Promise.all(
    targets.map(async (target) => isFresh(target, await fingerprintOf(target.inputs))),
  );
  return !fresh.includes(false);
}

/** A web app out of examples/, which the gateway serves from dist/web/. */
function webTarget(name, sharedInputs) {
  const folder = `examples/${name}`;
  return {
    name,
    inputs: [folder, ...sharedInputs],
    output: `dist/web/${name}/index.html`,
    build: () => run(binary('vite', 'vite'), ['build', folder, '--logLevel', 'warn']),
  };
}

async function update(target, onlyIfNeeded) {
  const stamp = stampOf(target);
  const fingerprint = await fingerprintOf(target.inputs);
  if (onlyIfNeeded && (await isFresh(target, fingerprint))) return 'fresh';

  console.log(`Building ${target.name} …`);
  const startedAt = performance.now();
  await rm(stamp, { force: true });
  const { exitCode, output } = await target.build();
  if (exitCode !== 0) {
    console.error(`Building ${target.name} failed:\n${output}`);
    return 'failed';
  }
  await mkdir(stamps, { recursive: true });
  await writeFile(stamp, fingerprint);
  console.log(`Built ${target.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 'built';
}

/** Emptied first: what was built from a source that is gone must not be packed. */
async function buildPackage() {
  const dist = join(root, 'dist');
  await mkdir(dist, { recursive: true });
  const leftovers = (await readdir(dist)).filter((name) => name !== 'web');
  await Promise.all(leftovers.map((name) => rm(join(dist, name), { recursive: true })));
  await rm(join(root, 'built'), { recursive: true, force: true });
  const [types, code] = await Promise.all([
    run(binary('typescript', 'tsc'), ['-p', 'tsconfig.build.json']),
    run(binary('rolldown', 'rolldown'), ['--config', '.ci/bundle.mjs']),
  ]);
  if (types.exitCode !== 0) return types;
  if (code.exitCode === 0) await chmod(join(dist, 'main.js'), 0o755);
  return code;
}

function binary(packageName, name) {
  const manifestPath = require.resolve(`${packageName}/package.json`);
  return join(dirname(manifestPath), require(manifestPath).bin[name]);
}

function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString() }));
  });
}

async function fingerprintOf(inputs) {
  const paths = (await Promise.all(inputs.map((input) => filesIn(join(root, input))))).flat();
  const lines = await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs, size } = await stat(path);
      return `${path} ${mtimeMs} ${size}`;
    }),
  );
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}

async function filesIn(path) {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const kept = entries.filter(({ name }) => name !== 'node_modules');
  return (await Promise.all(kept.map(({ name }) => filesIn(join(path, name))))).flat();
}

function stampOf(target) {
  return join(stamps, target.name);
}

async function isFresh(target, fingerprint) {
  const stamp = stampOf(target);
  if (!existsSync(join(root, target.output)) || !existsSync(stamp)) return false;
  return (await readFile(stamp, 'utf8')) === fingerprint;
}
