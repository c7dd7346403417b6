import { useApolloClient, useQuery } from '@apollo/client/react';
import { ConversationPreviewDocument } from 'twilio-conversations-graphql/client';
import { useNameOf } from '../members/people.tsx';
import { conversationName } from '../names.ts';
import { conversationAddress } from '../route.ts';
import { authorOf } from '../thread/author.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { shortTime } from '../ui/time.ts';
import type { InboxEdge } from './inbox-cache.ts';

interface InboxRowProps {
  readonly edge: InboxEdge;
  readonly viewerIdentity: string;
  readonly isOpen: boolean;
}

/** One conversation of the inbox: name, newest message, time, and how much of it is unread. */
export function InboxRow({ edge, viewerIdentity, isOpen }: InboxRowProps) {
  const { node: conversation } = edge;
  const { lastMessage } = conversation;
  const client = useApolloClient();
  const isUnnamed = conversation.friendlyName === null || conversation.friendlyName === '';
  const { data } = useQuery(ConversationPreviewDocument, {
    variables: { id: conversation.id },
    skip: !isUnnamed,
  });
  const nameOf = useNameOf();
  const name = conversationName({
    friendlyName: conversation.friendlyName,
    participants: data?.conversation?.participants?.nodes,
    viewerIdentity,
    nameOf,
  });
  const isOwn = lastMessage?.author === viewerIdentity;
  const author = lastMessage && (isOwn ? 'You' : firstWordOf(nameOf(authorOf(client.cache, lastMessage))));
  const unread = isOpen ? 0 : edge.unreadMessagesCount;
  const isNew = unread === null && lastMessage !== null && !isOwn;

  return (
    <li>
      <a
        className="inbox-row"
        href={conversationAddress(conversation.id)}
        aria-current={isOpen ? 'page' : undefined}
        data-unread={isNew || (unread ?? 0) > 0}
      >
        <Avatar name={name} seed={conversation.sid} />
        <span className="inbox-row-name">
          {name}
          {conversation.state === 'CLOSED' && (
            <span className="inbox-row-closed">
              <Icon name="lock" size={14} />
              <span className="visually-hidden">closed</span>
            </span>
          )}
        </span>
        {lastMessage && (
          <time className="inbox-row-time" dateTime={lastMessage.createdAt}>
            {shortTime(lastMessage.createdAt, new Date())}
          </time>
        )}
        <span className="inbox-row-line">
          <span className="inbox-row-preview">
            {lastMessage ? `${author}: ${lastMessage.body ?? 'Attachment'}` : 'Nothing written yet'}
          </span>
          {unread !== null && unread > 0 && (
            <span className="badge">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span className="visually-hidden">{unread} unread</span>
            </span>
          )}
          {isNew && (
            <span className="badge badge-dot">
              <span className="visually-hidden">nothing read yet</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

function firstWordOf(name: string): string {
  return name.split(' ')[0] ?? name;
}
