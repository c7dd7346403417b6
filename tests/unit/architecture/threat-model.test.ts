import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../surface/markdown-table.ts';

const repositoryFile = (path: string) => new URL(`../../../${path}`, import.meta.url);
const text = readFileSync(repositoryFile('docs/threat-model.md'), 'utf8');

/** Each chapter has a table of its own. */
const rows = text
  .split(/^## /m)
  .filter((chapter) => chapter.includes('| Threat |'))
  .flatMap((chapter) => readTable(chapter, ['Threat', 'Held by', 'Tried in']));

const named = [...new Set([...text.matchAll(/`((?:tests|src)\/[\w./-]+)`/g)].map(([, path = '']) => path))];

describe('docs/threat-model.md', () => {
  it('names for each threat what holds it and at least one file of tests that tries it', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const [threat, holder, tried = ''] of rows)
      expect([threat, holder, tried]).toEqual([
        expect.stringMatching(/\w/),
        expect.stringMatching(/\w/),
        expect.stringMatching(/`tests\/[\w/-]+\.test\.ts`/),
      ]);
  });

  it.each(named)('names %s, which there is', (path) => {
    expect(existsSync(repositoryFile(path))).toBe(true);
  });

  it.each(named.filter((path) => path.endsWith('.test.ts')))(
    'names %s, in which something is tried',
    (path) => {
      expect(readFileSync(repositoryFile(path), 'utf8')).toMatch(/\b(?:it|test)(?:\.each)?\(/);
    },
  );

  it('names every file of tests about abuse', () => {
    for (const name of readdirSync(repositoryFile('tests/abuse')))
      expect(named).toContain(`tests/abuse/${name}`);
  });

  it('is one page', () => {
    expect(text.split('\n').length).toBeLessThan(90);
  });
});
