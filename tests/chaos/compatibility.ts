/**
 * Runs the chaos with two versions side by side on one Redis, as in a rollout: every second gateway is of the given commit.
 *
 *   npm run compatibility -- <git ref> [options of npm run chaos]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [reference, ...more] = process.argv.slice(2);
if (reference === undefined || reference.startsWith('-')) {
  console.error('npm run compatibility -- <git ref> [options of npm run chaos]');
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(mkdtempSync(join(tmpdir(), 'other-version-')), 'package');
const git = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: root, stdio: 'inherit' });
const binary = (name: string, path: string) =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);

let exitCode: number | null = 1;
git('worktree', 'add', '--detach', '--quiet', folder, reference);
try {
  // What both depend on is the same, save what changed meanwhile: the formats in Redis are the project's own.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, [binary('typescript', 'bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: folder,
    stdio: 'inherit',
  });
  const run = fileURLToPath(new URL('run.ts', import.meta.url));
  ({ status: exitCode } = spawnSync(
    process.execPath,
    ['--import', 'tsx', run, '--other-program', join(folder, 'dist', 'main.js'), ...more],
    { cwd: root, stdio: 'inherit' },
  ));
} finally {
  git('worktree', 'remove', '--force', folder);
  rmSync(dirname(folder), { recursive: true, force: true });
}
process.exit(exitCode ?? 1);
