import { readFileSync } from 'node:fs';

const operations = readFileSync(new URL('../../src/client/operations.graphql', import.meta.url), 'utf8');
const messageFields = /^fragment MessageFields[^]*?^}/m.exec(operations)?.[0] ?? '';

/** What a chat asks of a conversation's events. Groups differ by one alias, so that nothing can be shared between them. */
export function queryOf(group: number): string {
  return `subscription ConversationEvents($conversationId: ID!, $after: EventCursor) {
  conversationEvents(conversationId: $conversationId, after: $after) {
    __typename cursor ${group === 0 ? '' : `at${group}: `}occurredAt
    ... on MessageAdded { message { ...MessageFields } }
    ... on MessageRemoved { messageId index }
    ... on Resync { reason }
  }
}
${messageFields}`;
}
