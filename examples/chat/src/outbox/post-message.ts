import { CombinedGraphQLErrors, type ApolloClient } from '@apollo/client';
import { SendMessageDocument, ThreadDocument } from 'twilio-conversations-graphql/client';
import { setLastMessage } from '../inbox/inbox-cache.ts';
import { refusalOf } from '../refusal.ts';
import { addMessage } from '../thread/thread-cache.ts';
import type { OutgoingMessage, SendOutcome } from './outbox.ts';

/** Sends a message and puts the server's answer in the thread, where the event may already have put it. */
export async function postMessage(client: ApolloClient, message: OutgoingMessage): Promise<SendOutcome> {
  const { conversationId, body, clientMessageId } = message;
  try {
    const { data } = await client.mutate({
      mutation: SendMessageDocument,
      variables: { input: { conversationId, body, clientMessageId } },
      update(cache, result) {
        const sent = result.data?.sendMessage.message;
        if (!sent) return;
        addMessage(cache, conversationId, sent);
        setLastMessage(cache, conversationId, sent);
      },
    });
    const problem = refusalOf(data?.sendMessage.errors);
    return problem === null ? { kind: 'sent' } : { kind: 'refused', problem };
  } catch (error) {
    if (CombinedGraphQLErrors.is(error)) {
      return { kind: 'refused', problem: 'The server could not take it. Please try again in a moment.' };
    }
    return { kind: 'unreachable' };
  }
}

/** Looks among the newest messages for one whose answer was lost. Asked past the cache, whose thread is newer by its events. */
export async function hasLanded(client: ApolloClient, message: OutgoingMessage): Promise<boolean> {
  const { data } = await client.query({
    query: ThreadDocument,
    variables: { id: message.conversationId },
    fetchPolicy: 'no-cache',
  });
  const landed = data?.conversation?.messages?.edges.find(
    ({ node }) => node.clientMessageId === message.clientMessageId,
  );
  if (!landed) return false;
  addMessage(client.cache, message.conversationId, landed.node);
  return true;
}
