import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import {
  RemoveParticipantDocument,
  type ParticipantFieldsFragment,
} from 'twilio-conversations-graphql/client';
import { refusalOf } from '../refusal.ts';
import { evict } from '../thread/thread-cache.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNameOf } from './people.tsx';

interface MemberRowProps {
  readonly member: ParticipantFieldsFragment;
  readonly isViewer: boolean;
  readonly canRemove: boolean;
}

/** One member, and the button that removes them. */
export function MemberRow({ member, isViewer, canRemove }: MemberRowProps) {
  const [isAsking, setAsking] = useState(false);
  const [removeParticipant] = useMutation(RemoveParticipantDocument);
  const displayName = useNameOf()(member);

  const remove = async () => {
    try {
      const { data } = await removeParticipant({
        variables: { input: { participantId: member.id } },
        update(cache, result) {
          const id = result.data?.removeParticipant.removedParticipantId;
          if (id) evict(cache, 'Participant', id);
        },
      });
      return refusalOf(data?.removeParticipant.errors);
    } catch {
      return 'The gateway did not answer. Please try again.';
    }
  };

  return (
    <li className="member">
      <Avatar name={displayName} seed={member.identity ?? member.sid} />
      <span className="member-name">
        {displayName}
        {isViewer && <span className="member-tag">you</span>}
      </span>
      <span className="member-detail">{detailOf(member, displayName)}</span>
      {canRemove && !isViewer && (
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove ${displayName}`}
          onClick={() => setAsking(true)}
        >
          <Icon name="close" size={18} />
        </button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={`Remove ${displayName}?`}
          text="They will not see the conversation any more."
          action="Remove"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function detailOf({ messagingBinding, role, identity }: ParticipantFieldsFragment, name: string): string {
  const parts = [
    identity === name ? null : identity,
    messagingBinding?.type ?? null,
    role?.friendlyName ?? null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
