import { useMemo, useState } from 'react';
import { useNameOf } from '../members/people.tsx';
import type { OutgoingMessage } from '../outbox/outbox.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { dayHeading } from '../ui/time.ts';
import { MessageRow } from './message-row.tsx';
import { OutgoingRow } from './outgoing-row.tsx';
import { seenBy } from './seen-by.ts';
import { threadRows, type ThreadRow } from './thread-rows.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import type { ThreadConversation, ThreadState } from './use-thread.ts';

interface MessageListProps {
  readonly conversation: ThreadConversation;
  readonly outgoing: readonly OutgoingMessage[];
  readonly viewerIdentity: string;
  readonly older: ThreadState['older'];
  readonly onLoadOlder: () => void;
}

/** The messages, oldest first, kept at the newest unless the person looks at older ones. */
export function MessageList({
  conversation,
  outgoing,
  viewerIdentity,
  older,
  onLoadOlder,
}: MessageListProps) {
  const messages = useMemo(
    () => conversation.messages?.edges.map(({ node }) => node) ?? [],
    [conversation.messages],
  );
  const members = conversation.participants?.nodes ?? [];
  const own = members.find(({ identity }) => identity === viewerIdentity);
  const [readUpTo] = useState(own?.lastReadMessageIndex ?? null);
  const rows = threadRows({ messages, outgoing, viewerIdentity, readUpTo });
  const { scrollRef, isAtBottom, hasNew, onScroll, toBottom } = useThreadScroll({ rows, older, onLoadOlder });
  useMarkRead({
    conversationId: conversation.id,
    messages,
    viewerIdentity,
    lastReadMessageIndex: own?.lastReadMessageIndex ?? null,
    isAtBottom,
  });
  const seen = seenBy({ messages, members, viewerIdentity, nameOf: useNameOf() });

  return (
    <div className="messages-frame">
      {/* Scrollable by keyboard, therefore focusable. */}
      <div
        className="messages"
        ref={scrollRef}
        onScroll={onScroll}
        tabIndex={0}
        role="group"
        aria-label="Messages"
      >
        <OlderButton older={older} onLoadOlder={onLoadOlder} />
        {rows.length === 0 ? (
          <EmptyState title="Nothing written yet" text="Say hello: the first message is the hardest." />
        ) : (
          <ol className="message-list">
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                conversation={conversation}
                seen={row.kind === 'message' && row.message.id === seen?.messageId ? seen.sentence : null}
              />
            ))}
          </ol>
        )}
      </div>
      {!isAtBottom && (
        <button type="button" className="to-bottom" data-new={hasNew} onClick={toBottom}>
          {hasNew && <span>New messages</span>}
          <span className="visually-hidden">To the newest message</span>
          <Icon name="down" size={18} />
        </button>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: ThreadRow;
  readonly conversation: ThreadConversation;
  readonly seen: string | null;
}

function Row({ row, conversation, seen }: RowProps) {
  switch (row.kind) {
    case 'day':
      return (
        <li className="day-line">
          <span>{dayHeading(row.time, new Date())}</span>
        </li>
      );
    case 'unread':
      return (
        <li className="unread-line">
          <span>New</span>
        </li>
      );
    case 'outgoing':
      return <OutgoingRow message={row.message} />;
    case 'message':
      return <MessageRow row={row} conversation={conversation} seen={seen} />;
  }
}

function OlderButton({ older, onLoadOlder }: Pick<MessageListProps, 'older' | 'onLoadOlder'>) {
  if (older === 'none') return null;
  return (
    <div className="older">
      <button
        type="button"
        className="button button-quiet"
        disabled={older === 'loading'}
        onClick={onLoadOlder}
      >
        {older === 'loading' && 'Loading earlier messages…'}
        {older === 'some' && 'Earlier messages'}
        {older === 'failed' && 'That did not work. Try again'}
      </button>
    </div>
  );
}
