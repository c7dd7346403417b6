import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { stopWithTest } from './stop-with-test.ts';

/** Where the events of a conversation go on. */
export const threadQuery = `query ($id: ID!) { conversation(by: { id: $id }) { eventsCursor } }`;
const subscription = `subscription ($id: ID!, $after: EventCursor) {
  conversationEvents(conversationId: $id, after: $after) { __typename cursor ... on MessageAdded { message { body } } } }`;
/** Sends a message. */
export const sending = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { ... on UserError { code } } } }`;

interface Event {
  readonly __typename: string;
  readonly cursor: string;
  readonly message?: { readonly body: string };
}

/** Follows a conversation as an app does: comes back by itself where the balancer leads, with the cursor of the last event. */
export function startFollower(options: {
  readonly token: string;
  readonly id: string;
  readonly after: string;
  readonly pickOrigin: () => string;
}) {
  const { token, id, after, pickOrigin } = options;
  const bodies: string[] = [];
  const closes: { readonly code: number; readonly told: number }[] = [];
  let cursor = after;
  const client = createClient({
    url: () => `${pickOrigin().replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    generateID: () => 'thread',
    retryAttempts: 100,
    retryWait: async () => {},
    connectionParams: () => ({ authorization: `Bearer ${token}`, resume: { thread: cursor } }),
    on: { closed: (event) => closes.push({ code: (event as { code: number }).code, told: bodies.length }) },
  });
  stopWithTest(() => client.dispose());
  client.subscribe<{ readonly conversationEvents: Event }>(
    { query: subscription, variables: { id, after } },
    {
      next({ data }) {
        if (!data) return;
        ({ cursor } = data.conversationEvents);
        bodies.push(data.conversationEvents.message?.body ?? data.conversationEvents.__typename);
      },
      error: (error) => bodies.push(`error ${JSON.stringify(error)}`),
      complete: () => bodies.push('complete'),
    },
  );
  // Around a reconnect a message may be told as updated without having changed.
  const besides = new Set(['ParticipantUpdated', 'MessageUpdated']);
  return { closes, added: () => bodies.filter((body) => !besides.has(body)) };
}
