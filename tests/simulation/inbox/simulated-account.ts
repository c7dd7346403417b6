import { GatewayError } from '../../../src/errors.ts';
import type { Conversation, Participant, UserConversation } from '../../../src/model.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import type { SimulatedRest } from '../simulated-rest.ts';
import { createSimulatedTwilio, type SimulatedTwilio } from '../simulated-twilio.ts';
import type { VirtualClock } from '../virtual-clock.ts';

interface Membership {
  readonly participant: Participant;
  readonly identity: string;
  readonly from: number;
  until: number;
}

/** Several conversations, and who is a member of which. */
export interface SimulatedAccount {
  readonly conversations: ReadonlyMap<string, SimulatedTwilio>;
  /** Null for who is a member. */
  join(identity: string, conversationSid: string): Participant | null;
  /** Null for who is none. */
  leave(identity: string, conversationSid: string): Participant | null;
  /** Of now, or of a time. */
  memberships(identity: string, time?: number): readonly string[];
  /** REST, with its faults. */
  readonly api: ConversationsApi;
}

/** Everybody is a member of all conversations but the last one. */
export function createSimulatedAccount(options: {
  readonly clock: VirtualClock;
  readonly rest: SimulatedRest;
  readonly identities: readonly string[];
  /** Messages from before, for each conversation. */
  readonly messagesBefore: readonly number[];
}): SimulatedAccount {
  const { clock, rest, identities, messagesBefore } = options;
  const memberships: Membership[] = [];
  const conversations = new Map(
    messagesBefore.map((count, place) => {
      // A cursor holds the sum of them: no two sets have the same.
      const conversationSid = `CH${(2 ** place).toString(16).padStart(32, '0')}`;
      return [
        conversationSid,
        createSimulatedTwilio({ clock, rest, messagesBefore: count, conversationSid }),
      ] as const;
    }),
  );
  const sids = [...conversations.keys()];
  const startedAt = clock.now();

  const isAt = (time: number) => (membership: Membership) =>
    membership.from <= time && time < membership.until;
  const current = (identity: string, conversationSid: string) =>
    memberships.find(
      (each) =>
        each.identity === identity &&
        each.participant.conversationSid === conversationSid &&
        isAt(clock.now())(each),
    );
  const whole = (time: number) => new Date(Math.floor(time / 1_000) * 1_000);
  const conversationOf = (sid: string): Conversation => ({
    sid,
    uniqueName: null,
    friendlyName: null,
    state: 'active',
    attributes: {},
    timers: { inactiveAt: null, closedAt: null },
    createdAt: whole(startedAt),
    updatedAt: whole(startedAt),
  });
  const rowOf = ({ participant }: Membership): UserConversation => ({
    conversation: conversationOf(participant.conversationSid),
    participantSid: participant.sid,
    userSid: `US${'0'.repeat(32)}`,
    unreadMessagesCount: null,
    lastReadMessageIndex: null,
    notificationLevel: 'default',
  });
  const join = (identity: string, conversationSid: string): Participant | null => {
    if (current(identity, conversationSid)) return null;
    const participant: Participant = {
      sid: `MB${String(memberships.length + 1).padStart(32, '0')}`,
      conversationSid,
      identity,
      messagingBinding: null,
      roleSid: null,
      attributes: {},
      lastReadMessageIndex: null,
      lastReadAt: null,
      createdAt: whole(clock.now()),
      updatedAt: whole(clock.now()),
    };
    memberships.push({ participant, identity, from: clock.now(), until: Number.POSITIVE_INFINITY });
    return participant;
  };
  for (const identity of identities) for (const sid of sids.slice(0, -1)) join(identity, sid);

  const found = <Result>(result: Result | null | undefined): Result => {
    if (result === null || result === undefined) throw new GatewayError('NOT_FOUND', 'Not there.');
    return result;
  };
  const api: Partial<ConversationsApi> = {
    listMessages: (request, call) =>
      found(conversations.get(request.conversationSid)).api.listMessages(request, call),
    getMessage: ({ conversationSid, sid }, call) =>
      rest.answer(call, (time) => found(conversations.get(conversationSid)?.messageAt(sid, time))),
    getConversation: (sid, call) => rest.answer(call, () => conversationOf(sid)),
    listUserConversations: ({ identity }, call) =>
      rest.answer(call, (time) => ({
        items: memberships.filter((each) => each.identity === identity && isAt(time)(each)).map(rowOf),
        nextPageToken: null,
      })),
    getUserConversation: ({ identity, conversation }, call) =>
      rest.answer(call, (time) =>
        rowOf(
          found(
            memberships.find(
              (each) =>
                each.identity === identity &&
                each.participant.conversationSid === conversation &&
                isAt(time)(each),
            ),
          ),
        ),
      ),
    getParticipant: ({ participant }, call) =>
      rest.answer(
        call,
        (time) =>
          found(memberships.find((each) => each.participant.sid === participant && isAt(time)(each)))
            .participant,
      ),
  };

  return {
    conversations,
    join,
    leave(identity, conversationSid) {
      const membership = current(identity, conversationSid);
      if (!membership) return null;
      membership.until = clock.now();
      return membership.participant;
    },
    memberships: (identity, time = clock.now()) =>
      memberships
        .filter((each) => each.identity === identity && isAt(time)(each))
        .map(({ participant }) => participant.conversationSid),
    api: api as ConversationsApi,
  };
}
