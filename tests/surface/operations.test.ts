import { buildSchema, type DefinitionNode, Kind, parse, print, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile, readSchemaSources } from './repository-file.ts';

const schema = buildSchema([...readSchemaSources().values()].join('\n'));
const released = readRepositoryFile('tests/surface/operations.released.graphql');
const offered = readRepositoryFile('src/client/operations.graphql');

describe('the operations of clients', () => {
  test.each([
    { whose: 'the client entry point', text: offered },
    { whose: 'the last release', text: released },
  ])('of $whose are accepted by the schema', ({ text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  test('of the last release are still offered, unchanged', () => {
    const now = byName(offered);
    const changed = [...byName(released)]
      .filter(([name, text]) => now.get(name) !== text)
      .map(([name]) => name);

    expect(byName(released).size).toBeGreaterThan(20);
    expect(changed).toEqual([]);
  });
});

/** Operations and fragments by name, printed in one way so that layout and comments do not count. */
function byName(text: string): ReadonlyMap<string, string> {
  return new Map(parse(text).definitions.map((definition) => [nameOf(definition), print(definition)]));
}

function nameOf(definition: DefinitionNode): string {
  const isNamed =
    definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION;
  if (!isNamed || !definition.name)
    throw new Error(`A document of operations holds a ${definition.kind} without name.`);
  return `${definition.kind} ${definition.name.value}`;
}
