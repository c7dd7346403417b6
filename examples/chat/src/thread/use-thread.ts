import { CombinedGraphQLErrors } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  ConversationEventsDocument,
  OlderMessagesDocument,
  ThreadDocument,
  type ConversationEventsSubscription,
  type ThreadQuery,
} from 'twilio-conversations-graphql/client';
import { followEvents } from '../connection/follow-events.ts';
import { useEventsCursor } from '../connection/use-events-cursor.ts';
import { applyThreadEvent } from './thread-cache.ts';

const pageSize = 20;
const pageSizeMax = 100;
const followAgainAfterMs = 5_000;

/** The conversation as the thread asks for it. */
export type ThreadConversation = NonNullable<ThreadQuery['conversation']>;

/** A conversation as the screen shows it. */
export interface ThreadState {
  readonly conversation: ThreadConversation | null;
  readonly isLoading: boolean;
  /** `hidden`: it does not exist, or the viewer is no member. */
  readonly failure: 'hidden' | 'unreachable' | null;
  readonly older: 'none' | 'some' | 'loading' | 'failed';
  retry(): void;
  loadOlder(): void;
}

/** Options of {@link useThread}. */
export interface ThreadOptions {
  readonly conversationId: string;
  readonly viewerIdentity: string;
  /** The conversation was deleted, or the viewer is not in it any more. */
  readonly onGone: () => void;
}

/** Reads a conversation with its newest messages and keeps it live from where the answer stands. */
export function useThread({ conversationId, viewerIdentity, onGone }: ThreadOptions): ThreadState {
  const client = useApolloClient();
  const { data, loading, error, refetch } = useQuery(ThreadDocument, {
    variables: { id: conversationId },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    errorPolicy: 'all',
  });
  const [paging, setPaging] = useState<'idle' | 'loading' | 'failed'>('idle');
  const conversation = data?.conversation ?? null;

  const load = async () => {
    const shown = conversation?.messages?.edges.length ?? 0;
    const variables = { id: conversationId, last: Math.min(pageSizeMax, Math.max(pageSize, shown)) };
    const answer = await client
      .query({ query: ThreadDocument, variables, fetchPolicy: 'network-only', errorPolicy: 'all' })
      .catch(() => null);
    if (answer?.error && failureOf(answer.error) === 'hidden') onGone();
    return answer?.data?.conversation?.eventsCursor ?? null;
  };
  // While loading, what is there is of an earlier visit, and so is its cursor.
  const answered = loading ? null : (conversation?.eventsCursor ?? null);
  const { after, reload } = useEventsCursor({ answered, load });
  useEvents({ conversationId, viewerIdentity, after, reload, onGone });

  const pageInfo = conversation?.messages?.pageInfo;
  const loadOlder = async () => {
    if (paging === 'loading' || !pageInfo?.hasPreviousPage || !pageInfo.startCursor) return;
    setPaging('loading');
    const variables = { id: conversationId, before: pageInfo.startCursor };
    const isDone = await client
      .query({ query: OlderMessagesDocument, variables, fetchPolicy: 'network-only' })
      .then(
        ({ error: refused }) => refused === undefined,
        () => false,
      );
    setPaging(isDone ? 'idle' : 'failed');
  };

  return {
    conversation,
    isLoading: loading && conversation === null,
    failure: error !== undefined && conversation === null ? failureOf(error) : null,
    older: !pageInfo?.hasPreviousPage ? 'none' : paging === 'idle' ? 'some' : paging,
    retry: () => void refetch().catch(() => undefined),
    loadOlder: () => void loadOlder(),
  };
}

interface EventsOptions extends ThreadOptions {
  /** Where the stream goes on; null while the thread is being read. */
  readonly after: string | null;
  readonly reload: () => void;
}

function useEvents({ conversationId, viewerIdentity, after, reload, onGone }: EventsOptions): void {
  const client = useApolloClient();
  const onEvent = useEffectEvent((event: ConversationEventsSubscription['conversationEvents']) => {
    const consequence = applyThreadEvent(client.cache, event, { conversationId, viewerIdentity });
    if (consequence === 'resync') reload();
    if (consequence === 'gone') onGone();
  });
  const onEnd = useEffectEvent(reload);

  useEffect(() => {
    if (after === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = followEvents({
      client,
      document: ConversationEventsDocument,
      variables: { conversationId, after },
      onData: (data) => onEvent(data.conversationEvents),
      onEnd: () => {
        timer = setTimeout(onEnd, followAgainAfterMs);
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, conversationId, after]);
}

function failureOf(error: unknown): 'hidden' | 'unreachable' {
  const isHidden =
    CombinedGraphQLErrors.is(error) &&
    error.errors.some(({ extensions }) => extensions?.['code'] === 'NOT_FOUND');
  return isHidden ? 'hidden' : 'unreachable';
}
