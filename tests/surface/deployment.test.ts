import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileNameOf } from '../../src/config/environment-variable.ts';
import { environmentVariables } from '../../src/config/environment.ts';
import { readRepositoryFile } from './repository-file.ts';

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readRepositoryFile('package.json')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly workspaces: readonly string[];
};
const variableNames = new Set(
  environmentVariables.flatMap((variable) => [variable.name, fileNameOf(variable) ?? variable.name]),
);

/** The instructions of the Dockerfile by stage, with continued lines joined. */
const stages = readRepositoryFile('deploy/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('ARG'))
  .reduce<string[][]>((all, line) => {
    if (line.startsWith('FROM ')) all.push([]);
    all.at(-1)?.push(line);
    return all;
  }, []);

function instructions(stage: number, name: string): readonly string[] {
  const lines = stages[stage] ?? [];
  return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

function copied(stage: number): readonly string[] {
  return instructions(stage, 'COPY').flatMap((line) =>
    line
      .replace(/^--\S+ /, '')
      .split(' ')
      .slice(0, -1),
  );
}

describe('deploy/Dockerfile', () => {
  test('copies what there is, all that the build needs, and of each workspace its manifest before the packages are installed', () => {
    const sources = copied(0);
    const beforeInstall = (stages[0] ?? []).slice(
      0,
      stages[0]?.findIndex((line) => line.startsWith('RUN npm ci')),
    );

    expect(sources.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
    expect(sources).toEqual(
      expect.arrayContaining([
        'src',
        'schema',
        '.ci',
        'tsconfig.json',
        'tsconfig.build.json',
        ...manifest.workspaces,
      ]),
    );
    for (const workspace of manifest.workspaces)
      expect(beforeInstall).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });

  test('lets nothing into the build that it does not copy, and everything that it copies', () => {
    const lines = readRepositoryFile('deploy/Dockerfile.dockerignore').split('\n');
    const admitted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const needed = copied(0).map((path) => manifest.workspaces.find((one) => path.startsWith(one)) ?? path);

    expect(lines).toContain('*');
    expect(new Set(admitted)).toEqual(new Set(needed));
  });

  test('runs the command of the package, as a user without rights', () => {
    const [entrypoint = '[]'] = instructions(1, 'ENTRYPOINT');
    expect(JSON.parse(entrypoint)).toEqual(['node', manifest.bin['twilio-conversations-graphql']]);
    expect(instructions(1, 'CMD')).toEqual(['["serve"]']);
    expect(instructions(1, 'USER')).toEqual(['node']);
    const brought = copied(1).map((path) => path.replace('/build/', ''));
    const folders = manifest.files.filter((name) => !/\.md$|^LICENSE$/.test(name));
    expect(brought.toSorted()).toEqual([...folders, 'node_modules', 'package.json'].toSorted());
  });

  test('has a health check that tells a process that answers from one that does not', async () => {
    const [, command = '[]'] = /CMD (\[.*\])$/.exec(instructions(1, 'HEALTHCHECK')[0] ?? '') ?? [];
    const [program = '', ...args] = JSON.parse(command) as string[];
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const PORT = String((server.address() as AddressInfo).port);
    const run = promisify(execFile);
    onTestFinished(() => void server.close());

    await run(program, args, { env: { ...process.env, PORT } });
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await expect(run(program, args, { env: { ...process.env, PORT } })).rejects.toMatchObject({ code: 1 });
  });
});

describe('deploy/compose.yaml', () => {
  const text = readRepositoryFile('deploy/compose.yaml');

  test('sets only variables that the gateway reads', () => {
    const set = [...text.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);

    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((name) => !variableNames.has(String(name)))).toEqual([]);
  });

  test('declares each secret that it mounts, and passes none as a variable', () => {
    const used = [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name]) => name);
    const declared = [...text.matchAll(/^ {2}(\w+): \{ file: /gm)].map(([, name]) => name);
    const secret = environmentVariables.filter(({ isSecret }) => isSecret).map(({ name }) => name);

    expect(new Set(used)).toEqual(new Set(declared));
    for (const name of secret) expect(text).not.toMatch(new RegExp(`^ +${name}:`, 'm'));
  });

  test('gives every service a file system that cannot be written to and no capability, and the gateway time to drain', () => {
    const services = text.split(/^services:$/m)[1]?.split(/^secrets:$/m)[0] ?? '';
    const count = (pattern: RegExp) => [...services.matchAll(pattern)].length;

    expect(count(/^ {2}\w+:$/gm)).toBe(2);
    expect(count(/^ {4}read_only: true$/gm)).toBe(2);
    expect(count(/^ {4}cap_drop: \[ALL\]$/gm)).toBe(2);
    expect(Number(/stop_grace_period: (\d+)s/.exec(services)?.[1])).toBeGreaterThan(30);
  });
});

describe('deploy/twilio-conversations-graphql.service', () => {
  const text = readRepositoryFile('deploy/twilio-conversations-graphql.service');

  test('sets only variables that the gateway reads', () => {
    const set = [...text.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => String(name));

    expect(set.filter((name) => name !== 'NODE_ENV' && !variableNames.has(name))).toEqual([]);
  });

  test('checks the configuration before it starts or reloads, and leaves time to drain', () => {
    expect(text).toMatch(/^ExecStartPre=\S+ check-config$/m);
    expect(text).toMatch(/^ExecReload=\S+ check-config\nExecReload=\S+ -HUP \$MAINPID$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(30);
  });
});

describe('docs/deployment.md', () => {
  test('names only variables that the gateway reads, and every file of deploy/', () => {
    const text = readRepositoryFile('docs/deployment.md');
    const mentioned = [...text.matchAll(/\b(?:TWILIO|AUTH|REDIS)_[A-Z_]+\b/g)].map(([name]) => name);

    expect(mentioned.filter((name) => !variableNames.has(name))).toEqual([]);
    const files = readdirSync(new URL('deploy/', root)).filter(
      (name) => !/^secrets$|\.dockerignore$/.test(name),
    );
    for (const file of files) expect(text).toContain(`deploy/${file}`);
  });
});
