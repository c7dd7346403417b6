import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { publint } from 'publint';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type InstalledPackage, installPackage, OfflineError, repositoryRoot } from './installed-package.ts';
import { outsideOfNpm, type ProgramResult, runProgram } from './run-program.ts';

let installed: InstalledPackage;
let reasonToSkip: string | undefined;

beforeAll(async () => {
  try {
    installed = await installPackage();
  } catch (error) {
    if (!(error instanceof OfflineError) || process.env['CI']) throw error;
    reasonToSkip = error.message;
    console.warn(`The packed package is not tested: ${reasonToSkip}`);
  }
}, 180_000);

beforeEach((context) => context.skip(reasonToSkip !== undefined, reasonToSkip));

afterAll(() => installed?.remove());

describe('the packed package', () => {
  test('holds the build, the schema, the status page and the documents, and nothing else', () => {
    const { packedFiles } = installed;
    const others = packedFiles.filter(
      (path) =>
        !/^(dist\/|pages\/status\/|schema\/.*\.graphql$|(README|CHANGELOG)\.md$|LICENSE$|package\.json$)/.test(
          path,
        ),
    );

    expect(others).toEqual([]);
    expect(packedFiles.filter((path) => path.endsWith('.tsbuildinfo'))).toEqual([]);
    expect(packedFiles).toEqual(
      expect.arrayContaining([
        'dist/main.js',
        'dist/index.d.ts',
        'dist/zod.licence.txt',
        'dist/web/chat/index.html',
        'dist/web/graphiql/index.html',
        'pages/status/index.html',
        'schema/generated/schema.graphql',
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
      ]),
    );
  });

  test('brings nothing of the example apps along', () => {
    const brought = ['react', 'monaco-editor', '@apollo/client', 'vite', 'typescript'].filter((name) =>
      existsSync(join(installed.folder, 'node_modules', name)),
    );

    expect(brought).toEqual([]);
  });

  test('brings neither along what it is built with nor what it holds in itself', () => {
    const brought = ['rolldown', 'zod'].filter((name) =>
      existsSync(join(installed.folder, 'node_modules', name)),
    );

    expect(brought).toEqual([]);
  });

  test('has a manifest that publint finds no fault with', async () => {
    const { messages } = await publint({ pkgDir: installed.packageFolder, pack: false, strict: true });

    expect(messages).toEqual([]);
  });

  test.each([
    { entry: '', name: 'createGateway' },
    { entry: '/emulator', name: 'createEmulator' },
    { entry: '/client', name: 'createCachePolicies' },
  ])('offers $name at its entry point "$entry"', async ({ entry, name }) => {
    const script = `const entry = await import('twilio-conversations-graphql${entry}'); console.log(typeof entry.${name});`;

    const result = await runScript(script);

    expect(result).toMatchObject({ exitCode: 0, stdout: 'function\n' });
  });

  test('offers the schema as a file', async () => {
    const script = `console.log(import.meta.resolve('twilio-conversations-graphql/schema.graphql'))`;

    const { stdout } = await runScript(script);

    expect(readFileSync(new URL(stdout.trim()), 'utf8')).toBe(
      readCommitted('schema/generated/schema.graphql'),
    );
  });

  test.each(['nodenext', 'bundler'])(
    'gives types to a project that resolves modules like %s',
    async (resolution) => {
      const compiler = join(repositoryRoot, 'node_modules/typescript/bin/tsc');

      const result = await runProgram(process.execPath, [compiler, '-p', `tsconfig.${resolution}.json`], {
        cwd: installed.folder,
      });

      expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    },
    60_000,
  );
});

describe('the build', () => {
  test('is left alone while no source has changed', async () => {
    const result = await runProgram(process.execPath, ['.ci/build.mjs', '--if-needed'], {
      cwd: repositoryRoot,
    });

    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});

describe('the installed command', () => {
  test('prints its version', async () => {
    const manifest: { readonly version: string } = JSON.parse(readCommitted('package.json'));

    expect(await installed.run('--version')).toEqual({
      exitCode: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  test('prints the schema', async () => {
    expect(await installed.run('print-schema')).toEqual({
      exitCode: 0,
      stdout: readCommitted('schema/generated/schema.graphql'),
      stderr: '',
    });
  });

  test('prints a token for an identity in development', async () => {
    const { exitCode, stdout } = await installed.run('token', 'alice');
    const [, payload = ''] = stdout.trim().split('.');

    expect(exitCode).toBe(0);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: 'alice' });
  });

  test('names everything that is missing when it is to serve without credentials', async () => {
    const { exitCode, stderr } = await installed.run('serve');

    expect(exitCode).toBe(78);
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'PUBLIC_URL'])
      expect(stderr).toContain(name);
  });

  test('runs the emulator until it is told to stop', async () => {
    const command = join(installed.folder, 'node_modules/.bin/twilio-conversations-graphql');
    const child = spawn(command, ['emulator', '--port', '0'], { cwd: installed.folder, env: outsideOfNpm() });
    try {
      const url = await readUrl(child.stdout);

      const response = await fetch(new URL('/__emulator/config', url));

      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ accountSid: expect.stringMatching(/^AC/) });
    } finally {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    expect(child.exitCode).toBe(0);
  });
});

function readCommitted(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

function runScript(script: string): Promise<ProgramResult> {
  return runProgram(process.execPath, ['--input-type=module', '--eval', script], { cwd: installed.folder });
}

/** The first address that a program prints. */
async function readUrl(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const line of createInterface({ input: output })) {
    text += `${line}\n`;
    const [url] = /http:\/\/[\w.:[\]-]+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The program ended without naming an address. It said:\n${text}`);
}
