import { useState } from 'react';
import { ConnectionBanner } from './connection/connection-banner.tsx';
import { Inbox } from './inbox/inbox.tsx';
import { NewConversationDialog } from './inbox/new-conversation-dialog.tsx';
import { useInbox } from './inbox/use-inbox.ts';
import { useOpenConversation } from './route.ts';
import { Thread } from './thread/thread.tsx';
import { EmptyState } from './ui/empty-state.tsx';

/** The panes: inbox and thread side by side, or one of them on a phone. */
export function ChatScreen() {
  const openId = useOpenConversation();
  const inbox = useInbox(openId);
  const [isCreating, setCreating] = useState(false);
  const viewer = inbox.viewer;

  return (
    <div className="screen" data-pane={openId === null ? 'inbox' : 'thread'}>
      <ConnectionBanner />
      <Inbox inbox={inbox} openId={openId} onNewConversation={() => setCreating(true)} />
      <main className="thread-pane">
        {openId !== null && viewer?.identity ? (
          <Thread key={openId} conversationId={openId} viewerIdentity={viewer.identity} />
        ) : (
          <EmptyState
            title={openId === null ? 'Pick a conversation' : 'One moment'}
            text={openId === null ? 'Or start a new one: it is quick.' : 'Getting your conversations.'}
          >
            {openId === null && (
              <button type="button" className="button button-primary" onClick={() => setCreating(true)}>
                New conversation
              </button>
            )}
          </EmptyState>
        )}
      </main>
      {isCreating && viewer?.identity && (
        <NewConversationDialog viewerIdentity={viewer.identity} onClose={() => setCreating(false)} />
      )}
    </div>
  );
}
