import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { MoreParticipantsDocument } from 'twilio-conversations-graphql/client';
import type { ThreadConversation } from '../thread/use-thread.ts';
import { Icon } from '../ui/icon.tsx';
import { AddMembers } from './add-members.tsx';
import { MemberRow } from './member-row.tsx';

interface MembersPanelProps {
  readonly conversation: ThreadConversation;
  readonly viewerIdentity: string;
  readonly onClose: () => void;
}

/** Who is in the conversation: a pane of its own, or the whole screen on a phone. */
export function MembersPanel({ conversation, viewerIdentity, onClose }: MembersPanelProps) {
  const client = useApolloClient();
  const [isAdding, setAdding] = useState(false);
  const closeRef = useRef<HTMLButtonElement>(null);
  useEffect(() => closeRef.current?.focus(), []);
  const { participants, viewerCan } = conversation;
  const members = participants?.nodes ?? [];
  const isOpen = conversation.state !== 'CLOSED';

  const loadMore = () => {
    const after = participants?.pageInfo.endCursor;
    if (!after) return;
    const variables = { id: conversation.id, after };
    void client
      .query({ query: MoreParticipantsDocument, variables, fetchPolicy: 'network-only' })
      .catch(() => undefined);
  };

  return (
    // Escape closes it like a dialog; every control inside is a button of its own.
    <aside
      className="members"
      aria-label="Members"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className="members-header">
        <h2>Members</h2>
        <button
          ref={closeRef}
          type="button"
          className="icon-button"
          aria-label="Close members"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <ul className="member-list">
        {members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            isViewer={member.identity === viewerIdentity}
            canRemove={isOpen && viewerCan?.removeParticipant === true}
          />
        ))}
      </ul>
      {participants?.pageInfo.hasNextPage && (
        <button type="button" className="button" onClick={loadMore}>
          More members
        </button>
      )}
      {isOpen && viewerCan?.addParticipant && (
        <button type="button" className="button members-add" onClick={() => setAdding(true)}>
          <Icon name="plus" size={18} /> Add people
        </button>
      )}
      {isAdding && <AddMembers conversation={conversation} onClose={() => setAdding(false)} />}
    </aside>
  );
}
