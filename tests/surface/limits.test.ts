import { describe, expect, test } from 'vitest';
import { environmentVariables } from '../../src/config/environment.ts';
import { type Limit, limitTable } from '../../src/config/limits.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

describe('docs/limits.md', () => {
  test.each(Object.entries(limitTable))(
    'lists every limit of %s, and none that does not exist',
    (group, limits) => {
      const documented = readTable(readRepositoryFile('docs/limits.md'), [
        `Option in \`limits.${group}\``,
        'Variable',
        'Bounds',
        'Default',
        'Least',
        'Most',
      ]);

      expect(documented).toEqual(
        Object.entries<Limit>(limits).map(([name, limit]) => rowOf(group, name, limit)),
      );
    },
  );
});

function rowOf(
  group: string,
  name: string,
  { description, default: fallback, least, most }: Limit,
): readonly string[] {
  const variable = environmentVariables.find(({ option }) => option === `limits.${group}.${name}`);
  return [
    `\`${name}\``,
    `\`${variable?.name}\``,
    description,
    ...[fallback, least, most].map((value) => value.toLocaleString('en-US')),
  ];
}
