import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { DeleteConversationDocument, RemoveParticipantDocument } from 'twilio-conversations-graphql/client';
import { useNameOf } from '../members/people.tsx';
import { conversationName } from '../names.ts';
import { refusalOf } from '../refusal.ts';
import { closeConversation } from '../route.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import type { ThreadConversation } from './use-thread.ts';

interface ThreadHeaderProps {
  readonly conversation: ThreadConversation;
  readonly viewerIdentity: string;
  readonly showsMembers: boolean;
  readonly onToggleMembers: () => void;
}

const noAnswer = 'The gateway did not answer. Please try again.';

/** Name and members of the open conversation, and what can be done with it. */
export function ThreadHeader({
  conversation,
  viewerIdentity,
  showsMembers,
  onToggleMembers,
}: ThreadHeaderProps) {
  const [asks, setAsks] = useState<'rename' | 'leave' | 'delete' | null>(null);
  const [removeParticipant] = useMutation(RemoveParticipantDocument);
  const [deleteConversation] = useMutation(DeleteConversationDocument);
  const members = conversation.participants?.nodes;
  const name = conversationName({
    friendlyName: conversation.friendlyName,
    participants: members,
    viewerIdentity,
    nameOf: useNameOf(),
  });
  const own = members?.find(({ identity }) => identity === viewerIdentity);
  const isOpen = conversation.state !== 'CLOSED';

  const items: MenuItem[] = [];
  if (isOpen && conversation.viewerCan?.updateConversation) {
    items.push({ label: 'Rename', icon: 'edit', onChoose: () => setAsks('rename') });
  }
  if (isOpen && own) items.push({ label: 'Leave', icon: 'leave', onChoose: () => setAsks('leave') });
  if (conversation.viewerCan?.deleteConversation) {
    items.push({ label: 'Delete', icon: 'trash', isDanger: true, onChoose: () => setAsks('delete') });
  }

  const leave = async () => {
    if (!own) return null;
    try {
      const { data } = await removeParticipant({ variables: { input: { participantId: own.id } } });
      return refusalOf(data?.removeParticipant.errors) ?? goneBy();
    } catch {
      return noAnswer;
    }
  };
  const deleteAll = async () => {
    try {
      const { data } = await deleteConversation({
        variables: { input: { conversationId: conversation.id } },
      });
      return refusalOf(data?.deleteConversation.errors) ?? goneBy();
    } catch {
      return noAnswer;
    }
  };
  /** The event that follows removes the row from the inbox of every tab; here it need not be waited for. */
  const goneBy = () => {
    closeConversation();
    return null;
  };

  return (
    <header className="thread-header">
      <button
        type="button"
        className="icon-button thread-back"
        aria-label="Back to conversations"
        onClick={closeConversation}
      >
        <Icon name="back" />
      </button>
      <Avatar name={name} seed={conversation.sid} />
      <div className="thread-title">
        <h2>{name}</h2>
        <p>{subtitleOf(conversation)}</p>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label="Members"
        aria-expanded={showsMembers}
        onClick={onToggleMembers}
      >
        <Icon name="people" />
      </button>
      {items.length > 0 && <Menu label="Conversation menu" items={items} />}
      {asks === 'rename' && <RenameDialog conversation={conversation} onClose={() => setAsks(null)} />}
      {asks === 'leave' && (
        <ConfirmDialog
          title="Leave this conversation?"
          text="You will not see its messages any more, until somebody adds you again."
          action="Leave"
          onConfirm={leave}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === 'delete' && (
        <ConfirmDialog
          title="Delete this conversation?"
          text="It goes for everybody, with all its messages. That cannot be taken back."
          action="Delete"
          onConfirm={deleteAll}
          onClose={() => setAsks(null)}
        />
      )}
    </header>
  );
}

function subtitleOf({ participants, state }: ThreadConversation): string {
  const count = participants?.nodes.length ?? 0;
  const more = participants?.pageInfo.hasNextPage ? '+' : '';
  const members = count === 1 && more === '' ? 'Just you' : `${count}${more} members`;
  return state === 'CLOSED' ? `${members} · closed` : members;
}
