import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  ConversationPreviewDocument,
  InboxDocument,
  InboxEventsDocument,
  type InboxEventsSubscription,
  type InboxQuery,
  type MessageFieldsFragment,
} from 'twilio-conversations-graphql/client';
import { followEvents } from '../connection/follow-events.ts';
import { useEventsCursor } from '../connection/use-events-cursor.ts';
import { useNameOf } from '../members/people.tsx';
import { closeConversation } from '../route.ts';
import { authorOf } from '../thread/author.ts';
import { useNotices } from '../ui/notices.tsx';
import { addConversation, applyInboxEvent, type InboxEdge } from './inbox-cache.ts';
import { byActivity } from './inbox-order.ts';

const pageSize = 20;
const pageSizeMax = 100;
const followAgainAfterMs = 5_000;

/** The inbox as the screen shows it. */
export interface InboxState {
  readonly viewer: NonNullable<InboxQuery['viewer']> | null;
  /** Latest activity first. */
  readonly rows: readonly InboxEdge[];
  readonly isLoading: boolean;
  readonly hasFailed: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  retry(): void;
  loadMore(): void;
}

/** Reads the inbox and keeps it live from where the answer stands. */
export function useInbox(openId: string | null): InboxState {
  const client = useApolloClient();
  const { data, loading, error, refetch } = useQuery(InboxDocument, {
    variables: { first: pageSize },
    // One row whose newest message did not come is no reason to show none.
    errorPolicy: 'all',
  });
  const [isLoadingMore, setLoadingMore] = useState(false);
  const viewer = data?.viewer ?? null;
  const conversations = viewer?.conversations ?? null;

  const load = async () => {
    const shown = conversations?.edges.length ?? 0;
    const variables = { first: Math.min(pageSizeMax, Math.max(pageSize, shown)) };
    const answer = await client
      .query({ query: InboxDocument, variables, fetchPolicy: 'network-only', errorPolicy: 'all' })
      .catch(() => null);
    return answer?.data?.viewer?.eventsCursor ?? null;
  };
  const { after, reload } = useEventsCursor({
    answered: loading ? null : (viewer?.eventsCursor ?? null),
    load,
  });
  useEvents({ after, openId, viewerIdentity: viewer?.identity ?? null, reload });

  const loadMore = async () => {
    const cursor = conversations?.pageInfo.endCursor;
    if (isLoadingMore || !cursor) return;
    setLoadingMore(true);
    await client
      .query({
        query: InboxDocument,
        variables: { first: pageSize, after: cursor },
        fetchPolicy: 'network-only',
        errorPolicy: 'all',
      })
      .catch(() => undefined);
    setLoadingMore(false);
  };

  return {
    viewer,
    rows: byActivity(conversations?.edges ?? []),
    isLoading: loading && conversations === null,
    hasFailed: error !== undefined && conversations === null,
    hasMore: conversations?.pageInfo.hasNextPage ?? false,
    isLoadingMore,
    retry: () => void refetch().catch(() => undefined),
    loadMore: () => void loadMore(),
  };
}

interface EventsOptions {
  /** Where the stream goes on; null while the inbox is being read. */
  readonly after: string | null;
  readonly openId: string | null;
  readonly viewerIdentity: string | null;
  readonly reload: () => void;
}

function useEvents({ after, openId, viewerIdentity, reload }: EventsOptions): void {
  const client = useApolloClient();
  const notices = useNotices();
  const nameOf = useNameOf();

  const preview = (id: string) =>
    client.query({ query: ConversationPreviewDocument, variables: { id }, fetchPolicy: 'network-only' }).then(
      ({ data }) => data?.conversation ?? null,
      () => null,
    );
  const onMessage = async (conversationId: string, message: MessageFieldsFragment) => {
    const viewer = client.readQuery({ query: InboxDocument })?.viewer;
    if (!viewer?.conversations?.edges.some(({ node }) => node.id === conversationId)) {
      const conversation = await preview(conversationId);
      if (conversation) addConversation(client.cache, conversation, null);
    }
    if (message.author !== viewerIdentity) {
      notices.announce(
        `New message from ${nameOf(authorOf(client.cache, message))}: ${message.body ?? 'an attachment'}`,
      );
    }
  };
  const onEvent = useEffectEvent((event: InboxEventsSubscription['inboxEvents']) => {
    const consequence = applyInboxEvent(client.cache, event);
    switch (consequence.kind) {
      case 'preview':
        void preview(consequence.conversationId);
        break;
      case 'message':
        void onMessage(consequence.conversationId, consequence.message);
        break;
      case 'gone':
        if (consequence.conversationId === openId) {
          closeConversation();
          notices.show('You are no longer part of that conversation.');
        }
        break;
      case 'resync':
        reload();
        break;
      case 'none':
        break;
    }
  });
  const onEnd = useEffectEvent(reload);

  useEffect(() => {
    if (after === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = followEvents({
      client,
      document: InboxEventsDocument,
      variables: { after },
      onData: (data) => onEvent(data.inboxEvents),
      onEnd: () => {
        timer = setTimeout(onEnd, followAgainAfterMs);
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, after]);
}
