import { posix } from 'node:path';
import {
  environmentReaders,
  leaves,
  type ModuleRule,
  moduleRules,
  socketModules,
  thirdPartyDoors,
} from './import-rules.ts';
import type { SourceFile, SourceImport } from './source-file.ts';

/** Names every import that the rules forbid, as `src/file:line` and the reason. */
export function findForbiddenImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => [
    ...file.imports.flatMap((sourceImport) => {
      const reason = reasonAgainst(file.path, sourceImport);
      return reason === undefined ? [] : [`src/${file.path}:${sourceImport.line} ${reason}`];
    }),
    ...file.environmentReads
      .filter(() => !isWithin(file.path, environmentReaders))
      .map((line) => `src/${file.path}:${line} reads process.env, which only src/config may`),
  ]);
}

/**
 * Names every circle of imports as the way around: between modules also one of types alone, between files only what loads in a
 * circle, because an interface and the function that makes it may well name one another.
 */
export function findCircles(files: readonly SourceFile[]): readonly string[] {
  const betweenFiles = new Map<string, Set<string>>();
  const betweenModules = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    for (const { specifier, kind } of imports) {
      if (!isRelative(specifier)) continue;
      const target = resolveFrom(path, specifier);
      if (kind === 'values') addEdge(betweenFiles, path, target);
      if (moduleOf(path) !== moduleOf(target)) addEdge(betweenModules, moduleOf(path), moduleOf(target));
    }
  }
  return [...circlesIn(betweenFiles), ...circlesIn(betweenModules)];
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

function addEdge(edges: Map<string, Set<string>>, from: string, to: string): void {
  edges.set(from, (edges.get(from) ?? new Set()).add(to));
}

function circlesIn(edges: Edges): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start !== -1) circles.push([...trail.slice(start), node].join(' → '));
    if (start !== -1 || done.has(node)) return;
    for (const target of edges.get(node) ?? []) walk(target, [...trail, node]);
    done.add(node);
  };
  for (const node of edges.keys()) walk(node, []);
  return circles;
}

function reasonAgainst(path: string, { specifier, kind }: SourceImport): string | undefined {
  const rule = ruleOf(path);
  if (!rule) return `belongs to no module of the rules`;
  if (isRelative(specifier))
    return reasonAgainstOwn({ path, target: resolveFrom(path, specifier), rule, kind });
  if (specifier.startsWith('node:')) return reasonAgainstNode(specifier.slice('node:'.length), rule);
  return reasonAgainstThirdParty(path, specifier);
}

function reasonAgainstOwn(given: {
  readonly path: string;
  readonly target: string;
  readonly rule: ModuleRule;
  readonly kind: SourceImport['kind'];
}): string | undefined {
  const { path, target, rule, kind } = given;
  if (moduleOf(path) === moduleOf(target)) return undefined;
  if (isWithin(target, rule.mayImport)) return undefined;
  if (isWithin(target, rule.mayImportTypesOf ?? [])) {
    return kind === 'types' ? undefined : `imports values of ${target}, and only its types are allowed here`;
  }
  return `imports ${target}`;
}

function reasonAgainstNode(name: string, { node = 'files' }: ModuleRule): string | undefined {
  if (node === 'none') return `imports node:${name}, and has to run in a browser`;
  if (node === 'files' && socketModules.includes(name))
    return `imports node:${name}, and opens no connections`;
  return undefined;
}

function reasonAgainstThirdParty(path: string, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const doors = thirdPartyDoors[name];
  if (doors && isWithin(path, doors)) return undefined;
  return `imports ${name}, whose door is ${doors?.join(', ') ?? 'nowhere yet: the rules do not know it'}`;
}

function ruleOf(path: string): ModuleRule | undefined {
  return leaves.includes(path) ? moduleRules['leaves'] : (moduleRules[path] ?? moduleRules[moduleOf(path)]);
}

function isWithin(path: string, modules: readonly string[]): boolean {
  return modules.some((module) =>
    module === 'leaves' ? leaves.includes(path) : path === module || path.startsWith(`${module}/`),
  );
}

/** The folder below src/, or the file itself when it lies in none. */
function moduleOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

function resolveFrom(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}
