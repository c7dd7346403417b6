import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../../src/graphql/schema.ts';
import { dependsOnViewer } from '../../../src/graphql/viewer-dependence.ts';

const schema = createSchema();

const isDependent = (text: string, graph = schema) => {
  const document = parse(text);
  expect(validate(graph, document)).toEqual([]);
  return dependsOnViewer(graph, document);
};
const inConversation = (selection: string, fragments = '') =>
  `subscription Events($id: ID!, $no: Boolean! = false) {
    conversationEvents(conversationId: $id) {
      ... on ConversationUpdated { conversation { updatedAt @skip(if: $no) ${selection} } }
    }
  } ${fragments}`;

describe('what a document asks for', () => {
  it('does not depend on the viewer where it is the same for all members', () => {
    expect(isDependent(inConversation('id friendlyName messages(last: 1) { nodes { body } }'))).toBe(false);
  });

  it.each([
    ['by its name', 'viewerCan { sendMessage }', ''],
    ['under an alias', 'id: viewerCan { sendMessage }', ''],
    ['in an inline fragment', '... { ... on Conversation { viewerCan { sendMessage } } }', ''],
    [
      'in an inline fragment of an interface',
      '... on Node { ... on Conversation { viewerCan { sendMessage } } }',
      '',
    ],
    [
      'in fragments of fragments',
      '...A',
      'fragment A on Conversation { ...B } fragment B on Conversation { viewerCan { sendMessage } }',
    ],
    ['where a variable leaves it out', 'viewerCan @include(if: $no) { sendMessage }', ''],
    ['where it is always left out', 'viewerCan @skip(if: true) { sendMessage }', ''],
    ['in nested objects', 'messages(last: 1) { nodes { conversation { viewerCan { sendMessage } } } }', ''],
    [
      'among fields that do not',
      'id messages(last: 1) { nodes { id body } } viewerCan { sendMessage } sid',
      '',
    ],
  ])('depends on the viewer where a field of it does: %s', (_how, selection, fragments) => {
    expect(isDependent(inConversation(selection, fragments))).toBe(true);
  });

  it('depends on the viewer in a stream of an inbox', () => {
    expect(isDependent('subscription { inboxEvents { cursor } }')).toBe(true);
  });
});

describe('fields of extensions', () => {
  const selection = inConversation('mine');
  const withField = (directive: string) =>
    createSchema([
      {
        typeDefs: `extend type Conversation { mine: String ${directive} }`,
        resolvers: { Conversation: { mine: () => 'mine' } },
      },
    ]);

  it('depend on the viewer unless they say otherwise', () => {
    expect(isDependent(selection, withField(''))).toBe(true);
    expect(isDependent(selection, withField('@viewerDependent'))).toBe(true);
    expect(isDependent(selection, withField('@viewerDependent(if: false)'))).toBe(false);
  });

  it('depend on the viewer where an extension resolves a field of the gateway’s own', () => {
    const overriding = createSchema([
      { typeDefs: 'type Mine { id: ID }', resolvers: { Conversation: { friendlyName: () => 'mine' } } },
    ]);

    expect(isDependent(inConversation('friendlyName'), overriding)).toBe(true);
    expect(isDependent(inConversation('uniqueName'), overriding)).toBe(false);
  });

  it('depend on the viewer behind an interface of the extension’s own', () => {
    const withInterface = createSchema([
      {
        typeDefs: `interface Titled { title: String } extend type Message implements Titled { title: String }
          extend type Conversation { titled: Titled @viewerDependent(if: false) }`,
        resolvers: {
          Titled: { __resolveType: () => 'Message' },
          Message: { title: () => 'title' },
          Conversation: { titled: () => null },
        },
      },
    ]);

    expect(isDependent(inConversation('titled { title }'), withInterface)).toBe(true);
  });
});
