import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSourceFiles, repositoryRoot } from './source-file.ts';

const linesMax = 400;
const emptyNames = ['common', 'helper', 'helpers', 'manager', 'misc', 'util', 'utils'];
/** Home and working folders, written so that this file does not find itself. */
const machinePath = new RegExp(`(^|[^\\w.-])/(${['home', 'root', 'tmp', 'work'].join('|')})/`);

describe('source files', () => {
  test(`have at most ${linesMax} lines`, () => {
    const tooLong = readSourceFiles()
      .filter(({ path, lineCount }) => !path.includes('generated/') && lineCount > linesMax)
      .map(({ path, lineCount }) => `src/${path}: ${lineCount}`);

    expect(tooLong).toEqual([]);
  });

  test('have names that say what is in them', () => {
    const offenders = trackedFiles()
      .filter((path) => /^(src|tests|examples|bench)\//.test(path))
      .filter((path) => path.split(/[/.-]/).some((word) => emptyNames.includes(word)));

    expect(offenders).toEqual([]);
  });

  test('are named in kebab case', () => {
    const offenders = trackedFiles()
      .filter((path) => /^(src|tests|examples|bench)\/.*\.tsx?$/.test(path))
      .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(basename(path)));

    expect(offenders).toEqual([]);
  });
});

describe('tracked files', () => {
  test('name no folder of somebody’s machine', () => {
    const offenders = trackedFiles()
      .filter(
        (path) => /\.(ts|tsx|mjs|js|json|md|graphql|yml|yaml|sh|css|html)$/.test(path) || path === '.ci/run',
      )
      .flatMap((path) =>
        readFileSync(join(repositoryRoot, path), 'utf8')
          .split('\n')
          .flatMap((line, index) => (machinePath.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
      );

    expect(offenders).toEqual([]);
  });
});

/** What git tracks; files that were deleted and not yet committed are left out. */
function trackedFiles(): readonly string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return output.split('\0').filter((path) => path !== '' && existsSync(join(repositoryRoot, path)));
}
