import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  type ASTNode,
  buildSchema,
  getNullableType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
  lexicographicSortSchema,
  type NameNode,
  parse,
  printSchema,
  Source,
  type StringValueNode,
  visit,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import { readRepositoryFile, readSchemaSources } from './repository-file.ts';

const sources = readSchemaSources();
const written = buildSchema([...sources.values()].join('\n'));

describe('the schema', () => {
  test('is printed in one committed file', () => {
    expect(print(buildSchema(readRepositoryFile('schema/generated/schema.graphql')))).toBe(print(written));
  });

  test('is what the gateway executes, to the letter', () => {
    expect(print(createSchema())).toBe(print(written));
  });

  test('describes every type, field, argument, enum value and directive', () => {
    const silent = [...sources].flatMap(([path, text]) => findUndescribed(path, text));

    expect(silent).toEqual([]);
  });

  test('breaks no client of the last release', async () => {
    const released = buildSchema(readRepositoryFile('tests/surface/schema.released.graphql'));

    expect(await findBreakingChanges(released, written)).toEqual([]);
  });

  test('gives every mutation one input, and a payload that lists refusals', () => {
    const mutations = Object.values(written.getMutationType()?.getFields() ?? {});
    const offenders = mutations.filter((field) => {
      const [input, ...others] = field.args;
      const payload = getNullableType(field.type);
      const errors = isObjectType(payload) ? payload.getFields()['errors'] : undefined;
      const hasOneInput =
        input?.name === 'input' && others.length === 0 && isInputObjectType(getNullableType(input.type));
      return !hasOneInput || !errors || !isListOfNonNull(errors.type);
    });

    expect(mutations.length).toBeGreaterThan(10);
    expect(offenders.map(({ name }) => name)).toEqual([]);
  });
});

describe('the checks of the schema', () => {
  test('find what has no description, with its place', () => {
    const sdl =
      '"Said."\ntype A {\n  "Said."\n  b(c: Int): Int\n  d: Int\n}\nenum E {\n  F\n}\nextend type A {\n  g: Int\n}';

    expect(findUndescribed('a.graphql', sdl)).toEqual([
      'a.graphql:4 c',
      'a.graphql:5 d',
      'a.graphql:7 E',
      'a.graphql:8 F',
      'a.graphql:11 g',
    ]);
  });

  test('find a field that is gone, and none where a field is new', async () => {
    const before = buildSchema('type Query { a: Int, b: Int }');

    expect(await findBreakingChanges(before, buildSchema('type Query { a: Int }'))).toEqual([
      "Field 'b' was removed from object type 'Query'",
    ]);
    expect(await findBreakingChanges(before, buildSchema('type Query { a: Int, b: Int, c: Int }'))).toEqual(
      [],
    );
  });
});

/** graphql-js prints everything but `@oneOf`. */
function print(schema: GraphQLSchema): string {
  const oneOfInputs = Object.values(schema.getTypeMap()).filter(
    (type) => isInputObjectType(type) && type.isOneOf,
  );
  const names = oneOfInputs.map(({ name }) => name).toSorted();
  return `${printSchema(lexicographicSortSchema(schema))}\n@oneOf: ${names.join(', ')}`;
}

async function findBreakingChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<readonly string[]> {
  const changes = await diff(before, after);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message);
}

function findUndescribed(path: string, text: string): readonly string[] {
  const silent: string[] = [];
  const check = (node: DescribedNode): void => {
    if (!node.description?.value.trim()) {
      silent.push(`${path}:${node.name.loc?.startToken.line} ${node.name.value}`);
    }
  };
  visit(parse(new Source(text, path)), {
    ObjectTypeDefinition: check,
    InterfaceTypeDefinition: check,
    UnionTypeDefinition: check,
    EnumTypeDefinition: check,
    EnumValueDefinition: check,
    InputObjectTypeDefinition: check,
    ScalarTypeDefinition: check,
    DirectiveDefinition: check,
    FieldDefinition: check,
    InputValueDefinition: check,
  });
  return silent;
}

type DescribedNode = ASTNode & {
  readonly name: NameNode;
  readonly description?: StringValueNode | undefined;
};

function isListOfNonNull(type: unknown): boolean {
  return (
    type instanceof GraphQLNonNull &&
    type.ofType instanceof GraphQLList &&
    type.ofType.ofType instanceof GraphQLNonNull
  );
}
