import { useEffect, type KeyboardEvent } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWorkspace } from '../workspace.ts';
import { InboxRow } from './inbox-row.tsx';
import type { InboxState } from './use-inbox.ts';

interface InboxProps {
  readonly inbox: InboxState;
  readonly openId: string | null;
  readonly onNewConversation: () => void;
}

/** The list of conversations, and who is signed in. */
export function Inbox({ inbox, openId, onNewConversation }: InboxProps) {
  const { session } = useWorkspace();
  const { viewer, rows } = inbox;
  const viewerName = viewer?.friendlyName ?? viewer?.identity ?? '';
  useTitle(viewer?.unreadMessagesCount ?? 0);

  return (
    <nav className="inbox" aria-label="Conversations">
      <header className="inbox-header">
        <h1>Chats</h1>
        <button
          type="button"
          className="icon-button"
          aria-label="New conversation"
          onClick={onNewConversation}
        >
          <Icon name="compose" />
        </button>
      </header>
      <div className="inbox-scroll">
        {inbox.isLoading && <InboxSkeleton />}
        {inbox.hasFailed && (
          <EmptyState title="Your conversations did not come" text="The gateway did not answer as expected.">
            <button type="button" className="button" onClick={inbox.retry}>
              Try again
            </button>
          </EmptyState>
        )}
        {viewer && rows.length === 0 && (
          <EmptyState title="No conversations yet" text="Start one, or wait until somebody adds you.">
            <button type="button" className="button button-primary" onClick={onNewConversation}>
              New conversation
            </button>
          </EmptyState>
        )}
        {viewer?.identity && rows.length > 0 && (
          // The arrow keys only help: every row can be reached with Tab.
          <ul className="inbox-list" onKeyDown={moveFocus}>
            {rows.map((edge) => (
              <InboxRow
                key={edge.node.id}
                edge={edge}
                viewerIdentity={viewer.identity ?? ''}
                isOpen={edge.node.id === openId}
              />
            ))}
          </ul>
        )}
        {inbox.hasMore && (
          <button
            type="button"
            className="button inbox-more"
            disabled={inbox.isLoadingMore}
            onClick={inbox.loadMore}
          >
            {inbox.isLoadingMore ? 'Loading…' : 'More conversations'}
          </button>
        )}
      </div>
      <footer className="inbox-footer">
        {viewer && (
          <>
            <Avatar name={viewerName} seed={viewer.identity ?? ''} size="small" />
            <span className="inbox-viewer">{viewerName}</span>
          </>
        )}
        <button type="button" className="button button-quiet" onClick={() => session.signOut()}>
          Sign out
        </button>
      </footer>
    </nav>
  );
}

function InboxSkeleton() {
  return (
    <div role="status" aria-label="Loading conversations">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="inbox-skeleton">
          <span className="skeleton skeleton-avatar" />
          <span className="skeleton skeleton-line" />
          <span className="skeleton skeleton-line skeleton-line-short" />
        </div>
      ))}
    </div>
  );
}

function useTitle(unreadMessagesCount: number): void {
  useEffect(() => {
    document.title = unreadMessagesCount > 0 ? `(${unreadMessagesCount}) Conversations` : 'Conversations';
    return () => {
      document.title = 'Conversations';
    };
  }, [unreadMessagesCount]);
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const place = links.findIndex((link) => link === document.activeElement);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(place + 1, links.length - 1),
    ArrowUp: Math.max(place - 1, 0),
    Home: 0,
    End: links.length - 1,
  };
  const next = moves[event.key];
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
