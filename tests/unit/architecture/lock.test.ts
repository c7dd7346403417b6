import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './source-file.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type LockedPackages = Readonly<Record<string, LockedPackage>>;

describe('package-lock.json', () => {
  test('has an entry for every dependency, those of other platforms included', () => {
    expect(findHoles(readLock())).toEqual([]);
  });

  test('names no host, so that every registry serves', () => {
    expect(findHosts(readLock())).toEqual([]);
  });

  test('has a checksum for everything that comes from a registry', () => {
    const unchecked = Object.entries(readLock())
      .filter(
        ([path, entry]) => path.includes('node_modules/') && !entry.link && entry.integrity === undefined,
      )
      .map(([path]) => path);

    expect(unchecked).toEqual([]);
  });
});

describe('the check of the lock', () => {
  test('finds an optional dependency without an entry', () => {
    const packages = {
      'node_modules/tool': { optionalDependencies: { '@tool/linux': '1.0.0', '@tool/windows': '1.0.0' } },
      'node_modules/@tool/linux': { version: '1.0.0' },
    };

    expect(findHoles(packages)).toEqual(['node_modules/tool needs @tool/windows']);
  });

  test('finds a dependency beside the package that needs it and above', () => {
    const packages = {
      'node_modules/a': { dependencies: { b: '1', c: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
      'node_modules/c': {},
    };

    expect(findHoles(packages)).toEqual([]);
  });

  test('finds the address of a registry', () => {
    const packages = { 'node_modules/a': { resolved: 'https://registry.example/a/-/a-1.0.0.tgz' } };

    expect(findHosts(packages)).toEqual([
      'node_modules/a comes from https://registry.example/a/-/a-1.0.0.tgz',
    ]);
  });
});

function readLock(): LockedPackages {
  const lock: { readonly packages: LockedPackages } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8'),
  );
  return lock.packages;
}

/** What `npm ci` on another platform would miss: npm leaves it out silently when the registry lacked it. */
function findHoles(packages: LockedPackages): readonly string[] {
  return Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !placesOf(path, name).some((place) => place in packages))
      .map((name) => `${path} needs ${name}`),
  );
}

/** Where Node looks for a package, from the inside out. */
function placesOf(path: string, name: string): readonly string[] {
  const inside = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  const parts = path.split('node_modules/');
  const above = parts.map((_, depth) => `${parts.slice(0, depth).join('node_modules/')}node_modules/${name}`);
  return [inside, ...above];
}

function findHosts(packages: LockedPackages): readonly string[] {
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^[a-z+]+:\/\//.test(resolved))
    .map(([path, { resolved }]) => `${path} comes from ${resolved}`);
}
