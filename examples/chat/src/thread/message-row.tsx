import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { DeleteMessageDocument } from 'twilio-conversations-graphql/client';
import { useNameOf } from '../members/people.tsx';
import { refusalOf } from '../refusal.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Menu } from '../ui/menu.tsx';
import { fullTime, timeOfDay } from '../ui/time.ts';
import { deliveryWords } from './delivery-words.ts';
import { MessageBody } from './message-body.tsx';
import { MessageEditor } from './message-editor.tsx';
import { removeMessage } from './thread-cache.ts';
import type { ThreadRow } from './thread-rows.ts';
import type { ThreadConversation } from './use-thread.ts';

interface MessageRowProps {
  readonly row: Extract<ThreadRow, { kind: 'message' }>;
  readonly conversation: ThreadConversation;
  /** Who has seen it, as a sentence; null where that is not shown. */
  readonly seen: string | null;
}

/** One message, and what its author can do with it. */
export function MessageRow({ row, conversation, seen }: MessageRowProps) {
  const { message, isOwn, startsGroup, endsGroup } = row;
  const [mode, setMode] = useState<'shown' | 'edited' | 'asked'>('shown');
  const [deleteMessage] = useMutation(DeleteMessageDocument);
  const members = conversation.participants?.nodes ?? [];
  const member = members.find(({ id }) => id === message.participant?.id);
  const nameOf = useNameOf();
  const author = nameOf(member ?? { identity: message.author, displayName: message.author ?? 'Somebody' });
  const canChange = isOwn && conversation.state !== 'CLOSED';
  const delivery = isOwn ? deliveryWords(message.delivery) : null;

  const remove = async () => {
    try {
      const { data } = await deleteMessage({
        variables: { input: { messageId: message.id } },
        update(cache, result) {
          const id = result.data?.deleteMessage.deletedMessageId;
          if (id) removeMessage(cache, conversation.id, id);
        },
      });
      return refusalOf(data?.deleteMessage.errors);
    } catch {
      return 'The gateway did not answer. Please try again.';
    }
  };

  return (
    <li className="message" data-own={isOwn} data-starts={startsGroup} data-ends={endsGroup}>
      {!isOwn && (
        <span className="message-avatar">
          {endsGroup && <Avatar name={author} seed={message.author ?? ''} size="small" />}
        </span>
      )}
      <div className="message-column">
        <span className={startsGroup && !isOwn ? 'message-author' : 'visually-hidden'}>
          {isOwn ? 'You' : author}
        </span>
        {mode === 'edited' ? (
          <MessageEditor message={message} onClose={() => setMode('shown')} />
        ) : (
          <div className="message-line">
            <div className="bubble" title={fullTime(message.createdAt)}>
              <MessageBody message={message} />
              {isEdited(message) && <span className="bubble-edited">edited</span>}
            </div>
            {canChange && (
              <Menu
                label="Message menu"
                items={[
                  { label: 'Edit', icon: 'edit', onChoose: () => setMode('edited') },
                  { label: 'Delete', icon: 'trash', isDanger: true, onChoose: () => setMode('asked') },
                ]}
              />
            )}
          </div>
        )}
        {(endsGroup || seen !== null) && (
          <span className="message-meta">
            <time dateTime={message.createdAt}>{timeOfDay(message.createdAt)}</time>
            {delivery && ` · ${delivery}`}
            {seen && ` · ${seen}`}
          </span>
        )}
      </div>
      {mode === 'asked' && (
        <ConfirmDialog
          title="Delete this message?"
          text="It disappears for everybody in the conversation."
          action="Delete"
          onConfirm={remove}
          onClose={() => setMode('shown')}
        />
      )}
    </li>
  );
}

/** Twilio keeps whole seconds, and says when a message was changed, not what. */
function isEdited({
  createdAt,
  updatedAt,
}: {
  readonly createdAt: string;
  readonly updatedAt: string;
}): boolean {
  return Date.parse(updatedAt) - Date.parse(createdAt) >= 1_000;
}
