import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from './run-program.ts';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The package as its users get it: packed, and installed from the tarball into an empty folder. */
export interface InstalledPackage {
  /** The folder of the user's project. */
  readonly folder: string;
  /** The package within it. */
  readonly packageFolder: string;
  /** Paths in the tarball. */
  readonly packedFiles: readonly string[];
  /** Runs the installed command. */
  run(...args: readonly string[]): Promise<ProgramResult>;
  remove(): Promise<void>;
}

/** No registry can be reached, so that nothing can be installed. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/**
 * Builds what is not built, packs and installs.
 * @throws {OfflineError} when the dependencies are neither cached nor to be had
 */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const packedFiles = await packInto(folder);
    await installInto(folder);
    await cp(join(repositoryRoot, 'tests/package/consumer'), folder, { recursive: true });
    return {
      folder,
      packageFolder: join(folder, 'node_modules/twilio-conversations-graphql'),
      packedFiles,
      run: (...args) =>
        runProgram(join(folder, 'node_modules/.bin/twilio-conversations-graphql'), args, { cwd: folder }),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function packInto(folder: string): Promise<readonly string[]> {
  await succeed(process.execPath, ['.ci/build.mjs', '--if-needed'], repositoryRoot);
  // Built a line above: npm's own hook would build everything again.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await succeed('npm', args, repositoryRoot);
  const [tarball]: readonly PackedTarball[] = JSON.parse(stdout);
  if (!tarball) throw new Error('npm packed nothing.');
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'consumer',
      private: true,
      type: 'module',
      dependencies: { 'twilio-conversations-graphql': `file:${tarball.filename}` },
      devDependencies: { '@types/node': '20.19.43' },
    }),
  );
  return tarball.files.map(({ path }) => path);
}

interface PackedTarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function installInto(folder: string): Promise<void> {
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const result = await runProgram('npm', args, { cwd: folder });
  if (result.exitCode === 0) return;
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED)\b/.test(result.stderr))
    throw new OfflineError('The registry cannot be reached, and the dependencies are not cached.');
  throw new Error(`npm install failed:\n${result.stderr}`);
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<ProgramResult> {
  const result = await runProgram(command, args, { cwd });
  if (result.exitCode === 0) return result;
  throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}
