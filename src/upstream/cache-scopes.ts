import type { GatewayEvent } from '../conversation-event.ts';

/** What kept answers depend on. */
export const cacheScope = {
  /** The conversation itself: its name, attributes, state. */
  conversation: (conversationSid: string) => `conversation ${conversationSid}`,
  messages: (conversationSid: string) => `messages ${conversationSid}`,
  /** Who is in it, as lists of all. */
  participants: (conversationSid: string) => `participants ${conversationSid}`,
  /** Who is in it and with which role. */
  members: (conversationSid: string) => `members ${conversationSid}`,
  /** @param name a sid or an identity */
  participant: (conversationSid: string, name: string) => `participant ${conversationSid} ${name}`,
  /** Whether there is such a conversation, and whoever was removed from it is gone. */
  deletion: (conversationSid: string) => `deletion ${conversationSid}`,
  /** All of it: a member's row shows the conversation and counts its messages. */
  whole: (conversationSid: string) => `whole ${conversationSid}`,
  /** Which conversations somebody is a member of, and how loud these are. */
  memberships: (identity: string) => `memberships ${identity}`,
  user: (identity: string) => `user ${identity}`,
  service: 'service',
} as const;

/** Somebody who is in a conversation, as far as a change tells of them. */
export interface ToldMember {
  readonly sid: string;
  readonly identity: string | null;
  /** Absent where it was not told. */
  readonly roleSid?: string | null | undefined;
}

/** Whether somebody is known as just this: the same participant with the same identity and role. */
export type IsKnownMember = (conversationSid: string, member: ToldMember) => boolean;

/** What an event makes out of date. */
export function scopesOfEvent(event: GatewayEvent, isKnownMember: IsKnownMember): readonly string[] {
  if (event.kind === 'UserChanged') return [cacheScope.user(event.identity)];
  const { conversationSid } = event;
  const whole = cacheScope.whole(conversationSid);
  switch (event.kind) {
    case 'MessageAdded':
    case 'MessageRemoved':
      return [cacheScope.messages(conversationSid), whole];
    case 'MessageUpdated':
    case 'DeliveryUpdated':
      return [cacheScope.messages(conversationSid)];
    case 'ParticipantAdded':
      return [...participantScopes(conversationSid, []), ...joiningScopes(event.participant.identity)];
    case 'ParticipantUpdated':
      return updatedParticipantScopes(
        conversationSid,
        { sid: event.participantSid, identity: event.identity, roleSid: event.roleSid },
        isKnownMember,
      );
    case 'ParticipantRemoved':
      return [
        ...participantScopes(conversationSid, [event.participantSid, event.identity]),
        ...(event.identity === null ? [] : [cacheScope.memberships(event.identity)]),
      ];
    case 'ConversationAdded':
    case 'ConversationUpdated':
      return [cacheScope.conversation(conversationSid), whole];
    case 'ConversationRemoved':
      return scopesOfConversation(conversationSid);
  }
}

/** What the coming and going of a participant changes, who goes by these names. */
export function participantScopes(
  conversationSid: string,
  names: readonly (string | null | undefined)[],
): readonly string[] {
  return [
    cacheScope.participants(conversationSid),
    cacheScope.members(conversationSid),
    cacheScope.whole(conversationSid),
    ...names.flatMap((name) => (name ? [cacheScope.participant(conversationSid, name)] : [])),
  ];
}

/** What a member's row of a conversation shows. */
export function rowScopes(identity: string, conversationSid: string): readonly string[] {
  return [cacheScope.whole(conversationSid), cacheScope.participant(conversationSid, identity)];
}

/**
 * What the change of a participant changes. Most are of how far somebody read, which is nothing to the rows of other members, and
 * nothing to who may do what.
 */
export function updatedParticipantScopes(
  conversationSid: string,
  member: ToldMember,
  isKnownMember: IsKnownMember,
): readonly string[] {
  const { sid, identity } = member;
  return [
    cacheScope.participants(conversationSid),
    cacheScope.participant(conversationSid, sid),
    ...(identity === null
      ? [cacheScope.whole(conversationSid)]
      : [cacheScope.participant(conversationSid, identity)]),
    ...(isKnownMember(conversationSid, member) ? [] : [cacheScope.members(conversationSid)]),
  ];
}

/** Everything that is of a conversation, save single participants. */
export function scopesOfConversation(conversationSid: string): readonly string[] {
  return [
    cacheScope.conversation(conversationSid),
    cacheScope.messages(conversationSid),
    cacheScope.participants(conversationSid),
    cacheScope.members(conversationSid),
    cacheScope.whole(conversationSid),
    cacheScope.deletion(conversationSid),
  ];
}

/** What joining changes: a new member may be a new user, too. */
export function joiningScopes(identity: string | null | undefined): readonly string[] {
  if (identity === null || identity === undefined) return [];
  return [cacheScope.memberships(identity), cacheScope.user(identity)];
}
