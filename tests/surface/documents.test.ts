import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { fileNameOf } from '../../src/config/environment-variable.ts';
import { environmentVariables } from '../../src/config/environment.ts';
import { readRepositoryFile, readSchemaSources } from './repository-file.ts';

const root = new URL('../../', import.meta.url);

const documents = ['.', 'docs']
  .flatMap((folder) => readdirSync(new URL(`${folder}/`, root)).map((name) => posix.join(folder, name)))
  .filter((path) => path.endsWith('.md'));

describe.each(documents)('%s', (path) => {
  const text = readRepositoryFile(path);

  test('names only files that exist', () => {
    const folder = new URL(path, root);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
      ([, target = '']) => new URL(target, folder),
    );
    const mentions = [...text.matchAll(/`((?:src|schema|tests|docs|examples|\.ci)\/[\w./-]*)`/g)].map(
      ([, target = '']) => new URL(target, root),
    );

    expect([...links, ...mentions].filter((url) => !existsSync(url)).map(String)).toEqual([]);
  });

  test('shows only GraphQL that the schema accepts', () => {
    const schema = buildSchema([...readSchemaSources().values()].join('\n'));
    const blocks = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, block = '']) => block);

    expect(blocks.flatMap((block) => validate(schema, parse(block))).map(({ message }) => message)).toEqual(
      [],
    );
  });
});

describe('README.md', () => {
  const text = readRepositoryFile('README.md');

  test('begins with the two commands', () => {
    const [, block] = /```sh\n([\s\S]*?)```/.exec(text) ?? [];

    expect(block).toMatch(/^npm ci && npm start\b.*\nnpm ci && npm test\b/);
  });

  test('names only environment variables that are read', () => {
    const names = new Set(
      environmentVariables.flatMap((variable) => [variable.name, fileNameOf(variable) ?? variable.name]),
    );
    const mentioned = [...text.matchAll(/\b(?:TWILIO|AUTH|MESSAGING)_[A-Z_]+\b|\bPUBLIC_URL\b/g)].map(
      ([name]) => name,
    );

    expect(mentioned.length).toBeGreaterThan(0);
    expect(mentioned.filter((name) => !names.has(name))).toEqual([]);
  });
});
