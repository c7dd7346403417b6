import { describe, expect, test } from 'vitest';
import { type Limit, limitTable } from '../../src/config/limits.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

describe('docs/limits.md', () => {
  test.each(Object.entries(limitTable))(
    'lists every limit of %s, and none that does not exist',
    (group, limits) => {
      const documented = readTable(readRepositoryFile('docs/limits.md'), [
        `Option in \`limits.${group}\``,
        'Bounds',
        'Default',
        'Least',
        'Most',
      ]);

      expect(documented).toEqual(Object.entries<Limit>(limits).map(rowOf));
    },
  );
});

function rowOf([name, { description, default: fallback, least, most }]: [string, Limit]): readonly string[] {
  return [
    `\`${name}\``,
    description,
    ...[fallback, least, most].map((value) => value.toLocaleString('en-US')),
  ];
}
