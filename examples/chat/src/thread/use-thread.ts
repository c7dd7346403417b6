import { CombinedGraphQLErrors } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import {
  ConversationEventsDocument,
  OlderMessagesDocument,
  ThreadDocument,
  type ConversationEventsSubscription,
  type ThreadQuery,
} from 'twilio-conversations-graphql/client';
import { followEvents } from '../connection/follow-events.ts';
import { applyThreadEvent } from './thread-cache.ts';

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
  reload(): void;
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
    refetchWritePolicy: 'merge',
  });
  const [after, setAfter] = useState<string | null>(null);
  const [paging, setPaging] = useState<'idle' | 'loading' | 'failed'>('idle');
  const conversation = data?.conversation ?? null;

  // The cursor of the server's answer, not of what an earlier visit left in the cache.
  if (after === null && conversation !== null && !loading) setAfter(conversation.eventsCursor);

  const reload = useCallback(() => {
    setAfter(null);
    void refetch().catch(() => undefined);
  }, [refetch]);
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
    reload,
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
