import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

/** One import of a source file, static or dynamic, of values or of types alone. */
export interface SourceImport {
  /** As written, such as `../clock.ts` or `node:fs`. */
  readonly specifier: string;
  /** `types` leave nothing at run time; `later` is `import()`, which loads when it is reached. */
  readonly kind: 'values' | 'types' | 'later';
  readonly line: number;
}

/** What the rules look at in a source file. */
export interface SourceFile {
  /** Below src/, such as `domain/access.ts`. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly SourceImport[];
  /** Lines that read `process.env`. */
  readonly environmentReads: readonly number[];
}

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** All source files below src/, generated ones included. */
export function readSourceFiles(): readonly SourceFile[] {
  const root = resolve(repositoryRoot, 'src');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return parseSourceFile(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    });
}

/** Reads the imports out of a source text. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const { module, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  // `import { type A }` counts as values: the compiler keeps such an import.
  const kindAt = (offset: number) =>
    /^(import|export)\s+type\b/.test(text.slice(offset)) ? 'types' : 'values';
  const imports: SourceImport[] = [];
  const environmentReads: number[] = [];

  for (const { moduleRequest, start } of module.staticImports) {
    imports.push({ specifier: moduleRequest.value, kind: kindAt(start), line: lineAt(start) });
  }
  for (const { entries, start } of module.staticExports) {
    const specifier = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest?.value;
    if (specifier !== undefined) imports.push({ specifier, kind: kindAt(start), line: lineAt(start) });
  }
  new Visitor({
    ImportExpression({ source, start }) {
      const specifier =
        source.type === 'Literal' ? String(source.value) : text.slice(source.start, source.end);
      imports.push({ specifier, kind: 'later', line: lineAt(start) });
    },
    TSImportType({ source, start }) {
      imports.push({ specifier: source.value, kind: 'types', line: lineAt(start) });
    },
    MemberExpression({ object, property, start }) {
      const isEnv =
        (property.type === 'Identifier' && property.name === 'env') ||
        (property.type === 'Literal' && property.value === 'env');
      if (isEnv && object.type === 'Identifier' && object.name === 'process')
        environmentReads.push(lineAt(start));
    },
  }).visit(program);

  return { path, lineCount: text.trimEnd().split('\n').length, imports, environmentReads };
}
