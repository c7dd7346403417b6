import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let isBuilt: boolean | undefined;

/**
 * The path of the command as users run it. Sources run through a compiler would take five times as long to start, and some tests start
 * dozens.
 * @throws where it is not built, or was built from other sources than there are now.
 */
export function builtCommand(): string {
  isBuilt ??= spawnSync(process.execPath, ['.ci/build.mjs', '--check'], { cwd: root }).status === 0;
  if (!isBuilt)
    throw new Error('What is built is not of these sources: run `npm run build:if-needed` first.');
  return program;
}
