import type { ConversationEvent } from '../conversation-event.ts';
import type { UserConversation } from '../model.ts';
import type { ConversationStep } from './inbox-following.ts';
import type { WatchedMembership } from './membership-sweeper.ts';

/** What an event changed about the viewer's memberships: who joins anew has left before, also where nobody told of it. */
type MembershipChange = 'joined' | 'left' | 'joined anew' | 'other' | 'none';

/**
 * The viewer's memberships, by what is known of them first and last: word of joining and leaving may come twice, late, and in the
 * wrong order, and each joining has a participant of its own.
 */
export interface InboxMemberships {
  /** Takes the rows that were read. @returns them, without those that the viewer has left since */
  setRows(rows: readonly UserConversation[]): readonly UserConversation[];
  /** Takes an event of the viewer's own topic; `none` for what was known. */
  take(event: ConversationEvent): MembershipChange;
  /** Whether a step tells of the viewer's own joining or leaving. */
  isOwn(step: ConversationStep): boolean;
  /**
   * Whether it tells of leaving a conversation that the viewer, as another participant, is a member of by what was read. A joining that was
   * heard of after it is told after it.
   */
  isOutlived(event: ConversationEvent): boolean;
  /** That participant is none any more, whatever comes late. */
  noteRemoved(participantSid: string): void;
  /** The conversation is gone. */
  forget(conversationSid: string): void;
  readonly watched: () => readonly WatchedMembership[];
}

interface Membership extends WatchedMembership {
  /** Whether word of joining came, and it was not read before. */
  readonly isHeard: boolean;
}

/** Participants that were removed, remembered so that late word of their joining does not bring them back. */
const removedMax = 1_000;

/** None known yet. */
export function createInboxMemberships(options: {
  readonly identity: string;
  readonly now: () => number;
}): InboxMemberships {
  const { identity, now } = options;
  const memberships = new Map<string, Membership>();
  const removed = new Set<string>();

  const noteRemoved = (participantSid: string) => {
    removed.add(participantSid);
    const [oldest] = removed;
    if (removed.size > removedMax && oldest !== undefined) removed.delete(oldest);
  };
  const put = (membership: Omit<Membership, 'knownAt'>) =>
    memberships.set(membership.conversationSid, { ...membership, knownAt: now() });

  return {
    setRows(rows) {
      const current = rows.filter(({ participantSid }) => !removed.has(participantSid));
      const sids = new Set(current.map(({ conversation }) => conversation.sid));
      for (const sid of memberships.keys()) if (!sids.has(sid)) memberships.delete(sid);
      for (const { conversation, participantSid } of current)
        if (memberships.get(conversation.sid)?.participantSid !== participantSid)
          put({ conversationSid: conversation.sid, participantSid, isHeard: false });
      return current;
    },
    take(event) {
      const { conversationSid } = event;
      if (event.kind === 'ParticipantAdded') {
        const { sid } = event.participant;
        const current = memberships.get(conversationSid);
        if (removed.has(sid) || current?.participantSid === sid) return 'none';
        if (current) noteRemoved(current.participantSid);
        put({ conversationSid, participantSid: sid, isHeard: true });
        return current ? 'joined anew' : 'joined';
      }
      if (event.kind === 'ParticipantRemoved') {
        if (removed.has(event.participantSid)) return 'none';
        noteRemoved(event.participantSid);
        const current = memberships.get(conversationSid);
        if (current && current.participantSid !== event.participantSid) return 'none';
        memberships.delete(conversationSid);
        return 'left';
      }
      return 'other';
    },
    isOwn({ step }) {
      if (!('event' in step)) return false;
      const { event } = step;
      if (event.kind === 'ParticipantAdded') return event.participant.identity === identity;
      return (
        (event.kind === 'ParticipantRemoved' || event.kind === 'ParticipantUpdated') &&
        event.identity === identity
      );
    },
    isOutlived(event) {
      if (event.kind !== 'ParticipantRemoved') return false;
      const current = memberships.get(event.conversationSid);
      return current !== undefined && !current.isHeard && current.participantSid !== event.participantSid;
    },
    noteRemoved,
    forget: (conversationSid) => void memberships.delete(conversationSid),
    watched: () => [...memberships.values()],
  };
}
