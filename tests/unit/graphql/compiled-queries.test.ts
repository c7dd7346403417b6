import { execute, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { createCompiledQueries } from '../../../src/graphql/compiled-queries.ts';
import type { GraphqlContext } from '../../../src/graphql/context.ts';
import { conversationId } from '../../../src/graphql/global-id.ts';
import { createSchema } from '../../../src/graphql/schema.ts';
import type { Conversation } from '../../../src/model.ts';

const schema = createSchema();
const at = new Date(1_700_000_000_123);
const sid = `CH${'a'.repeat(32)}`;
const id = conversationId(sid);
const conversation: Conversation = {
  sid,
  uniqueName: null,
  friendlyName: 'Boats',
  state: 'active',
  attributes: {},
  timers: { inactiveAt: null, closedAt: null },
  createdAt: at,
  updatedAt: at,
};

/** A domain of one conversation, which notes how its messages are asked for. */
function createContext() {
  const asked: unknown[] = [];
  const domain = {
    conversations: {
      async get(wanted: string) {
        if (wanted !== sid) throw new GatewayError('NOT_FOUND', 'There is no such conversation.');
        return conversation;
      },
    },
    messages: {
      async list(_sid: string, page: unknown) {
        asked.push(page);
        return { edges: [], hasNextPage: false, hasPreviousPage: false };
      },
    },
  };
  return { asked, contextValue: { domain, requestId: 'request' } as unknown as GraphqlContext };
}

/** What graphql-js answers, and what is answered instead; `left` where it is left to graphql-js. Each with what the domain was asked for. */
async function answers(text: string, variableValues: Readonly<Record<string, unknown>> = {}) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  const prepared = { document, operation, cost: { calls: 0, callsMax: 0 } };
  const plain = createContext();
  const compiled = createContext();
  const asGraphql = await execute({ schema, document, contextValue: plain.contextValue, variableValues });
  const { contextValue } = compiled;
  const instead = await createCompiledQueries({ schema }).execute(prepared, { contextValue, variableValues });
  return {
    asGraphql: { text: JSON.stringify(asGraphql), asked: plain.asked },
    instead: instead ? { text: JSON.stringify(instead), asked: compiled.asked } : 'left',
  };
}

const messages = 'nodes { id } pageInfo { hasNextPage }';

describe('a compiled query', () => {
  it.each([
    { $: 'given', variables: { id, last: 7 } },
    { $: 'left out, with a default', variables: { id } },
    { $: 'null', variables: { id, before: null } },
  ])('hands on variables that are $$', async ({ variables }) => {
    const { asGraphql, instead } = await answers(
      `query ($id: ID!, $last: Int = 3, $before: Cursor) {
        conversation(by: { id: $id }) { __typename sid messages(last: $last, before: $before) { ${messages} } }
      }`,
      variables,
    );

    expect(asGraphql.text).toContain(sid);
    expect(instead).toEqual(asGraphql);
  });

  it('takes the type of an object from what it is, as in `node`', async () => {
    const { asGraphql, instead } = await answers(
      `query ($id: ID!) { node(id: $id) { __typename id ... on Conversation { friendlyName } ... on User { identity } } }`,
      { id },
    );

    expect(asGraphql.text).toContain('Boats');
    expect(instead).toEqual(asGraphql);
  });

  it.each([
    { $: 'fails', query: `{ conversation(by: { sid: "CH${'b'.repeat(32)}" }) { id } }` },
    { $: 'lacks a variable', query: 'query ($id: ID!) { conversation(by: { id: $id }) { id } }' },
    {
      $: 'has a variable of another type',
      query: `query ($last: Int) { conversation(by: { sid: "${sid}" }) { messages(last: $last) { ${messages} } } }`,
      variables: { last: 'seven' },
    },
    {
      $: 'selects by variables',
      query: `query ($yes: Boolean!) { conversation(by: { sid: "${sid}" }) { id friendlyName @include(if: $yes) } }`,
      variables: { yes: true },
    },
    { $: 'asks for the schema', query: '{ __schema { queryType { name } } }' },
    {
      $: 'is a mutation',
      query: 'mutation { deleteConversation(input: { conversationId: "no" }) { deletedConversationId } }',
    },
  ])('is left to graphql-js where it $$', async ({ query, variables = {} }) => {
    expect((await answers(query, variables)).instead).toBe('left');
  });
});
