import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/run.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

const document = readRepositoryFile('docs/command.md');

describe('docs/command.md', () => {
  test('lists every command with its arguments and what it does, as the help does', async () => {
    const offered = await Promise.all(
      Object.entries(commands).map(async ([name, load]) => {
        const { usage, summary } = await load();
        return [`\`${`${name} ${usage}`.trimEnd()}\``, summary];
      }),
    );

    expect(readTable(document, ['Command', 'What it does'])).toEqual(offered);
  });

  test('lists every exit code, and none that there is not', () => {
    const codes = readTable(document, ['Exit code', 'What it means']).map(([code]) => Number(code));

    expect(codes).toEqual(Object.values(exitCodes));
  });

  test('tells every option of every command', async () => {
    const options = await Promise.all(
      Object.values(commands).map(async (load) => Object.keys((await load()).options)),
    );

    expect(options.flat().filter((name) => !document.includes(`--${name}`))).toEqual([]);
  });
});
