import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from './repository-file.ts';

const changelog = readRepositoryFile('CHANGELOG.md');
const { version } = JSON.parse(readRepositoryFile('package.json')) as { readonly version: string };
const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

describe('CHANGELOG.md', () => {
  test('begins with what is not released yet, and then has the versions down from the present one', () => {
    const versions = headings.slice(1).map((heading) => /^\[(\d+\.\d+\.\d+)\]$/.exec(heading)?.[1]);

    expect(headings[0]).toBe('[Unreleased]');
    expect(versions[0]).toBe(version);
    expect(versions).toEqual(
      versions.toSorted((left, right) => String(right).localeCompare(String(left), 'en', { numeric: true })),
    );
  });

  test('tells changes under the headings that its readers know', () => {
    const kinds = new Set([...changelog.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind));
    const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security', 'Limits to know'];

    expect([...kinds].filter((kind) => !known.includes(String(kind)))).toEqual([]);
  });
});

describe('the notes of a release', () => {
  const notes = (tag: string) =>
    promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('../../.ci/release-notes.mjs', import.meta.url)),
      tag,
    ]);

  test('are refused where the tag is not the version', async () => {
    await expect(notes('v999.0.0')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`The tag is v999.0.0, and package.json says ${version}.`),
    });
  });
});
