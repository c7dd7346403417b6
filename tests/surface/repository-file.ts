import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The text of a file of the repository, named from its top. */
export function readRepositoryFile(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** The SDL as it is written, by file. */
export function readSchemaSources(): ReadonlyMap<string, string> {
  const paths = readdirSync(new URL('schema/', root))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => `schema/${name}`);
  return new Map(paths.map((path) => [path, readRepositoryFile(path)]));
}
