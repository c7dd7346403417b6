import { useMutation } from '@apollo/client/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { MarkReadDocument, type MessageFieldsFragment } from 'twilio-conversations-graphql/client';
import { setUnread } from '../inbox/inbox-cache.ts';

/** One call for several messages that come at once. */
const settleMs = 400;

/** Options of {@link useMarkRead}. */
export interface MarkReadOptions {
  readonly conversationId: string;
  readonly messages: readonly MessageFieldsFragment[];
  readonly viewerIdentity: string;
  readonly lastReadMessageIndex: number | null;
  readonly isAtBottom: boolean;
}

/** Moves the read horizon to the newest message once it was seen: the thread at its end, the window in view. */
export function useMarkRead(options: MarkReadOptions): void {
  const { conversationId, messages, viewerIdentity, lastReadMessageIndex, isAtBottom } = options;
  const isVisible = useSyncExternalStore(onVisibilityChange, () => document.visibilityState === 'visible');
  const [markRead] = useMutation(MarkReadDocument);
  const marked = useRef(-1);

  const horizon = Math.max(lastReadMessageIndex ?? -1, marked.current);
  // Own messages move the horizon by themselves, shortly after they are sent.
  const hasUnread = messages.some(({ author, index }) => author !== viewerIdentity && index > horizon);
  const newest = messages.at(-1)?.index;

  useEffect(() => {
    if (!isVisible || !isAtBottom || !hasUnread || newest === undefined) return undefined;
    const timer = setTimeout(() => {
      marked.current = newest;
      markRead({
        variables: { input: { conversationId, lastReadMessageIndex: newest } },
        update(cache, { data }) {
          const answer = data?.updateReadHorizon;
          if (answer && answer.errors.length === 0)
            setUnread(cache, conversationId, answer.unreadMessagesCount);
        },
      }).catch(() => {
        // Not marked now; the next message, or the next visit, tries again.
        marked.current = -1;
      });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [conversationId, hasUnread, isAtBottom, isVisible, markRead, newest]);
}

function onVisibilityChange(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
