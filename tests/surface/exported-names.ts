import { parseSync } from 'oxc-parser';
import { posix } from 'node:path';
import { readRepositoryFile } from './repository-file.ts';

/** All names that a module exports, types included, what it passes on with `export *` resolved; in alphabetical order. */
export function exportedNames(path: string): readonly string[] {
  return [...new Set(namesOf(path))].toSorted();
}

function namesOf(path: string): readonly string[] {
  const { module } = parseSync(path, readRepositoryFile(path));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, moduleRequest }) => {
      if (exportName.name !== null) return [exportName.name];
      return moduleRequest ? namesOf(posix.join(posix.dirname(path), moduleRequest.value)) : [];
    });
}
