import { useState, useSyncExternalStore } from 'react';
import { MembersPanel } from '../members/members-panel.tsx';
import { closeConversation } from '../route.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useNotices } from '../ui/notices.tsx';
import { useWorkspace } from '../workspace.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { ThreadHeader } from './thread-header.tsx';
import { ThreadSkeleton } from './thread-skeleton.tsx';
import { useThread, type ThreadConversation } from './use-thread.ts';

interface ThreadProps {
  readonly conversationId: string;
  readonly viewerIdentity: string;
}

/** An open conversation: header, messages, what can be written, and the members beside it. */
export function Thread({ conversationId, viewerIdentity }: ThreadProps) {
  const { outbox } = useWorkspace();
  const notices = useNotices();
  const [showsMembers, setShowsMembers] = useState(false);
  const thread = useThread({
    conversationId,
    viewerIdentity,
    onGone() {
      closeConversation();
      notices.show('You are no longer part of that conversation.');
    },
  });
  const outgoing = useSyncExternalStore(outbox.subscribe, outbox.messages);
  const { conversation } = thread;

  if (thread.isLoading) return <ThreadSkeleton />;
  if (!conversation) return <ThreadFailure failure={thread.failure} onRetry={thread.retry} />;
  const send = (body: string) => {
    const isTaken = outbox.send(conversationId, body);
    if (!isTaken) notices.show('Too many messages are waiting to be sent. Retry or discard some first.');
    return isTaken;
  };

  return (
    <div className="thread" data-members={showsMembers}>
      <section className="thread-main" aria-label="Conversation">
        <ThreadHeader
          conversation={conversation}
          viewerIdentity={viewerIdentity}
          showsMembers={showsMembers}
          onToggleMembers={() => setShowsMembers((shown) => !shown)}
        />
        {conversation.messages === null ? (
          <ThreadFailure failure="unreachable" onRetry={thread.retry} />
        ) : (
          <MessageList
            conversation={conversation}
            outgoing={outgoing.filter((message) => message.conversationId === conversationId)}
            viewerIdentity={viewerIdentity}
            older={thread.older}
            onLoadOlder={thread.loadOlder}
          />
        )}
        <ThreadFooter conversation={conversation} onSend={send} />
      </section>
      {showsMembers && (
        <MembersPanel
          conversation={conversation}
          viewerIdentity={viewerIdentity}
          onClose={() => setShowsMembers(false)}
        />
      )}
    </div>
  );
}

interface ThreadFooterProps {
  readonly conversation: ThreadConversation;
  readonly onSend: (body: string) => boolean;
}

function ThreadFooter({ conversation, onSend }: ThreadFooterProps) {
  if (conversation.state === 'CLOSED') {
    return (
      <p className="read-only">
        This conversation is closed. It can be read, but nobody can write in it any more.
      </p>
    );
  }
  if (conversation.viewerCan?.sendMessage === false) {
    return <p className="read-only">Your role lets you read here, but not write.</p>;
  }
  return <Composer onSend={onSend} />;
}

interface ThreadFailureProps {
  readonly failure: 'hidden' | 'unreachable' | null;
  readonly onRetry: () => void;
}

function ThreadFailure({ failure, onRetry }: ThreadFailureProps) {
  const isHidden = failure !== 'unreachable';
  return (
    <EmptyState
      title={isHidden ? 'There is nothing here' : 'The conversation did not come'}
      text={
        isHidden
          ? 'The conversation does not exist, or you are not part of it.'
          : 'The gateway did not answer as expected.'
      }
    >
      <button type="button" className="button" onClick={isHidden ? closeConversation : onRetry}>
        {isHidden ? 'Back to your conversations' : 'Try again'}
      </button>
    </EmptyState>
  );
}
