import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import {
  createCachePolicies,
  InboxDocument,
  InboxEventsDocument,
  MoreParticipantsDocument,
  OlderMessagesDocument,
  ThreadDocument,
  type InboxQuery,
  type MessageFieldsFragment,
  type ThreadQuery,
} from '../../../src/client/index.ts';
import { inboxPage, message, participant, threadPage } from './answers.ts';

const id = 'conversation-1';

describe('a thread in the cache', () => {
  it('grows to the front when an older page is asked for', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [3, 4], hasPreviousPage: true, startCursor: 'cursor-3' }));

    writeOlder(cache, { indexes: [1, 2], hasPreviousPage: false, startCursor: 'cursor-1' });

    expect(indexesOf(cache)).toEqual([1, 2, 3, 4]);
    expect(pageInfoOf(cache)).toMatchObject({ hasPreviousPage: false, startCursor: 'cursor-1' });
  });

  it('shows a message once that two pages hold, as the later answer has it', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [2, 3] }));

    writeOlder(cache, { indexes: [1, 2] });

    expect(indexesOf(cache)).toEqual([1, 2, 3]);
  });

  it('loses what the newest page does not hold any more, and keeps what is older', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [3, 4, 5], hasPreviousPage: true }));
    writeOlder(cache, { indexes: [1, 2], hasPreviousPage: false, startCursor: 'cursor-1' });

    writeThread(cache, threadPage({ indexes: [3, 5, 6], hasPreviousPage: true, startCursor: 'cursor-3' }));

    expect(indexesOf(cache)).toEqual([1, 2, 3, 5, 6]);
    expect(pageInfoOf(cache)).toMatchObject({ hasPreviousPage: false, startCursor: 'cursor-1' });
  });

  it('begins anew when the newest page does not touch what is there, so that no hole is hidden', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [1, 2], hasPreviousPage: false }));

    writeThread(cache, threadPage({ indexes: [8, 9], hasPreviousPage: true, startCursor: 'cursor-8' }));

    expect(indexesOf(cache)).toEqual([8, 9]);
    expect(pageInfoOf(cache)).toMatchObject({ hasPreviousPage: true, startCursor: 'cursor-8' });
  });

  it('joins a newest page that follows at the next index', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [1, 2] }));

    writeThread(cache, threadPage({ indexes: [3, 4], hasPreviousPage: true }));

    expect(indexesOf(cache)).toEqual([1, 2, 3, 4]);
  });

  it('is empty when the newest page is', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [1, 2] }));

    writeThread(cache, threadPage({ indexes: [] }));

    expect(indexesOf(cache)).toEqual([]);
  });

  it('is still complete when a message, its author or the newest one is evicted', () => {
    const cache = createCache();
    writeInbox(cache, inboxPage({ ids: [id], lastMessage: message(2) }));
    writeThread(cache, threadPage({ indexes: [1, 2] }));

    cache.evict({ id: 'Message:message-2' });
    cache.evict({ id: 'Participant:participant-alice' });

    expect(indexesOf(cache)).toEqual([1]);
    expect(readThread(cache)?.messages?.edges[0]?.node.participant).toBeNull();
    expect(readInbox(cache)?.edges[0]?.node.lastMessage).toBeNull();
  });

  it('keeps pages that go forward apart from those that go back', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [8, 9] }));
    const forward = gql`
      query Forward($id: ID!, $first: Int) {
        conversation(by: { id: $id }) {
          id
          messages(first: $first) {
            edges {
              cursor
              node {
                id
                index
              }
            }
          }
        }
      }
    `;

    cache.writeQuery({
      query: forward,
      variables: { id, first: 1 },
      data: {
        conversation: { __typename: 'Conversation', id, messages: threadPage({ indexes: [0] }).messages },
      },
    });

    expect(indexesOf(cache)).toEqual([8, 9]);
  });
});

describe('participants in the cache', () => {
  it('grow by the page after the last one', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [], identities: ['alice', 'bob'], hasMoreParticipants: true }));

    writeParticipants(cache, ['carol']);

    expect(identitiesOf(cache)).toEqual(['alice', 'bob', 'carol']);
  });

  it('stay complete when a shorter first page is read again', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [], identities: ['alice', 'bob', 'carol'] }));

    writeThread(cache, threadPage({ indexes: [], identities: ['alice', 'bob'], hasMoreParticipants: true }));

    expect(identitiesOf(cache)).toEqual(['alice', 'bob', 'carol']);
  });

  it('lose who is missing from a first page that is the whole list', () => {
    const cache = createCache();
    writeThread(cache, threadPage({ indexes: [], identities: ['alice', 'bob', 'carol'] }));

    writeThread(cache, threadPage({ indexes: [], identities: ['alice', 'carol'] }));

    expect(identitiesOf(cache)).toEqual(['alice', 'carol']);
  });
});

describe('the inbox in the cache', () => {
  it('grows by the page after the last one, each conversation once', () => {
    const cache = createCache();
    writeInbox(cache, inboxPage({ ids: ['one', 'two'], hasNextPage: true }));

    cache.writeQuery({
      query: InboxDocument,
      variables: { after: 'cursor-two' },
      data: inboxPage({ ids: ['two', 'three'] }),
    });

    expect(readInbox(cache)?.edges.map(({ node }) => node.id)).toEqual(['one', 'two', 'three']);
  });

  it('loses a conversation that is evicted', () => {
    const cache = createCache();
    writeInbox(cache, inboxPage({ ids: ['one', 'two'] }));

    cache.evict({ id: 'Conversation:one' });

    expect(readInbox(cache)?.edges.map(({ node }) => node.id)).toEqual(['two']);
  });

  it('lets the unread count of a row be found by its conversation', () => {
    const cache = createCache();
    writeInbox(cache, inboxPage({ ids: ['one', 'two'] }));
    const row = cache.identify({
      __typename: 'UserConversationEdge',
      node: { __typename: 'Conversation', id: 'two' },
    });

    cache.modify({ id: row ?? '', fields: { unreadMessagesCount: () => 7 } });

    expect(readInbox(cache)?.edges.map(({ unreadMessagesCount }) => unreadMessagesCount)).toEqual([0, 7]);
  });

  it('takes a changed message from an event by its id', async () => {
    const cache = createCache();
    writeInbox(cache, inboxPage({ ids: [id], lastMessage: message(1) }));
    const event = {
      __typename: 'MessageUpdated',
      cursor: 'event-1',
      occurredAt: '2026-01-02T03:04:05.000Z',
      message: {
        ...message(1),
        body: 'changed',
        conversation: { __typename: 'Conversation', id, sid: 'CH1' },
      },
    };
    const client = new ApolloClient({
      cache,
      link: new ApolloLink(
        () =>
          new Observable((observer) => {
            observer.next({ data: { inboxEvents: event } });
            observer.complete();
          }),
      ),
    });

    await new Promise<void>((resolve) => {
      client.subscribe({ query: InboxEventsDocument }).subscribe({ complete: resolve });
    });

    expect(readInbox(cache)?.edges[0]?.node.lastMessage?.body).toBe('changed');
  });
});

it('knows a conversation of the inbox when it is asked for by its id', () => {
  const cache = createCache();
  writeInbox(cache, inboxPage({ ids: ['one'] }));

  const data = cache.readQuery({
    query: gql`
      query Name($id: ID!) {
        conversation(by: { id: $id }) {
          id
          friendlyName
        }
      }
    `,
    variables: { id: 'one' },
  });

  expect(data).toMatchObject({ conversation: { friendlyName: 'Conversation one' } });
});

function createCache(): InMemoryCache {
  return new InMemoryCache(createCachePolicies());
}

function writeThread(cache: InMemoryCache, conversation: NonNullable<ThreadQuery['conversation']>): void {
  cache.writeQuery({ query: ThreadDocument, variables: { id }, data: { conversation } });
}

function writeOlder(cache: InMemoryCache, page: Parameters<typeof threadPage>[0]): void {
  cache.writeQuery({
    query: OlderMessagesDocument,
    variables: { id, before: 'cursor' },
    data: { conversation: threadPage(page) },
  });
}

function writeParticipants(cache: InMemoryCache, identities: readonly string[]): void {
  const conversation = {
    ...threadPage({ indexes: [] }),
    participants: {
      nodes: identities.map((identity) => participant(identity)),
      pageInfo: { hasNextPage: false, endCursor: null },
    },
  };
  cache.writeQuery({
    query: MoreParticipantsDocument,
    variables: { id, after: 'cursor' },
    data: { conversation },
  });
}

function writeInbox(cache: InMemoryCache, data: InboxQuery): void {
  cache.writeQuery({ query: InboxDocument, data });
}

function readThread(cache: InMemoryCache): ThreadQuery['conversation'] | undefined {
  return cache.readQuery({ query: ThreadDocument, variables: { id } })?.conversation;
}

function readInbox(cache: InMemoryCache) {
  return cache.readQuery({ query: InboxDocument })?.viewer?.conversations;
}

function indexesOf(cache: InMemoryCache): readonly MessageFieldsFragment['index'][] | undefined {
  return readThread(cache)?.messages?.edges.map(({ node }) => node.index);
}

function pageInfoOf(cache: InMemoryCache) {
  return readThread(cache)?.messages?.pageInfo;
}

function identitiesOf(cache: InMemoryCache): readonly (string | null)[] | undefined {
  return readThread(cache)?.participants?.nodes.map(({ identity }) => identity);
}
