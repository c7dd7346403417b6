import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from './repository-file.ts';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Licences that let everybody use what is installed with the gateway, in whatever he makes of it. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

const { packages } = JSON.parse(readRepositoryFile('package-lock.json')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** What the package holds in itself, see `.ci/bundle.mjs`. */
const inlined = ['zod'];

describe('what is installed with the gateway', () => {
  const installed = [...runtimePackages()].map(
    (path) => `${path.split('node_modules/').at(-1)} ${packages[path]?.license ?? 'without a licence'}`,
  );

  test('has licences that are known to be permissive', () => {
    const refused = installed.filter((line) => !isPermissive(line.slice(line.indexOf(' ') + 1)));

    expect(refused).toEqual([]);
  });

  test('is what the committed list says', async () => {
    await expect(`${[...new Set(installed)].toSorted().join('\n')}\n`).toMatchFileSnapshot('licences.txt');
  });
});

describe('the check of licences', () => {
  test.each([
    ['MIT', true],
    ['(MIT AND BSD-3-Clause)', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['(MIT AND GPL-3.0-only)', false],
    ['AGPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['without a licence', false],
  ])('of %s says %s', (licence, expected) => {
    expect(isPermissive(licence)).toBe(expected);
  });
});

/** An expression of SPDX without nesting: all parts of an AND, one of an OR. */
function isPermissive(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' AND ')) return bare.split(' AND ').every((part) => permissive.has(part));
  return bare.split(' OR ').some((part) => permissive.has(part));
}

/** The paths of the lock that an installation of the package with all its peers brings along, within it or beside it. */
function runtimePackages(): ReadonlySet<string> {
  const found = new Set<string>();
  const root = packages[''];
  const visit = (from: string, names: readonly string[]) => {
    for (const name of names) {
      const path = resolve(from, name);
      if (path === undefined || found.has(path)) continue;
      found.add(path);
      const { dependencies, optionalDependencies } = packages[path] ?? {};
      visit(path, [
        ...Object.keys(dependencies ?? {}),
        ...Object.keys(optionalDependencies ?? {}),
        ...requiredPeers(packages[path]),
      ]);
    }
  };
  visit('', [
    ...inlined,
    ...Object.keys(root?.dependencies ?? {}),
    ...Object.keys(root?.peerDependencies ?? {}),
  ]);
  return found;
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: LockedPackage = {}) {
  return Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
}

/** Where Node finds a package that the one at a path of the lock asks for: in its own folder, else in those above it. */
function resolve(from: string, name: string): string | undefined {
  let folder = from;
  while (folder !== '') {
    const path = `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1));
  }
  return packages[`node_modules/${name}`] ? `node_modules/${name}` : undefined;
}
