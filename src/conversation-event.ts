import type { Conversation, ConversationState, Message, Participant } from './model.ts';

/** What every event carries. */
interface EventHead {
  /** The conversation that changed. */
  readonly conversationSid: string;
  /** When it happened, by Twilio's clock, to the millisecond where Twilio tells it. */
  readonly occurredAt: Date;
}

/** A message was posted. */
export interface MessageAdded extends EventHead {
  readonly kind: 'MessageAdded';
  readonly message: Message;
}

/** A message's body or attributes changed. */
export interface MessageUpdated extends EventHead {
  readonly kind: 'MessageUpdated';
  readonly message: Message;
}

/** A message was deleted; its index stays unused. */
export interface MessageRemoved extends EventHead {
  readonly kind: 'MessageRemoved';
  readonly messageSid: string;
  readonly index: number;
}

/** A delivery receipt of a message was created or changed. */
export interface DeliveryUpdated extends EventHead {
  readonly kind: 'DeliveryUpdated';
  readonly messageSid: string;
}

/** Somebody joined or was added. */
export interface ParticipantAdded extends EventHead {
  readonly kind: 'ParticipantAdded';
  readonly participant: Participant;
}

/** A participant's attributes, role, binding or read horizon changed. */
export interface ParticipantUpdated extends EventHead {
  readonly kind: 'ParticipantUpdated';
  readonly participantSid: string;
  readonly identity: string | null;
  /** The role by then; absent where neither the webhook names one nor, of an older version, whoever passed it on. */
  readonly roleSid?: string | null | undefined;
  /** The new read horizon where the webhook names one; undefined where it does not. */
  readonly lastReadMessageIndex: number | undefined;
}

/** Somebody left or was removed. */
export interface ParticipantRemoved extends EventHead {
  readonly kind: 'ParticipantRemoved';
  readonly participantSid: string;
  readonly identity: string | null;
}

/** A conversation was created. */
export interface ConversationAdded extends EventHead {
  readonly kind: 'ConversationAdded';
  readonly conversation: Conversation;
}

/** A conversation's name, attributes, state or timers changed. */
export interface ConversationUpdated extends EventHead {
  readonly kind: 'ConversationUpdated';
  /** Null where the webhook tells of a state only, so that the rest has to be read. */
  readonly conversation: Conversation | null;
  /** The new state where the webhook names one. */
  readonly state: ConversationState | undefined;
}

/** A conversation was deleted, with everything in it. */
export interface ConversationRemoved extends EventHead {
  readonly kind: 'ConversationRemoved';
}

/** Something that happened in one conversation. */
export type ConversationEvent =
  | MessageAdded
  | MessageUpdated
  | MessageRemoved
  | DeliveryUpdated
  | ParticipantAdded
  | ParticipantUpdated
  | ParticipantRemoved
  | ConversationAdded
  | ConversationUpdated
  | ConversationRemoved;

/** A user was created, or its friendly name, attributes or role changed. */
export interface UserChanged {
  readonly kind: 'UserChanged';
  readonly identity: string;
  readonly occurredAt: Date;
}

/** Everything that a webhook can tell. */
export type GatewayEvent = ConversationEvent | UserChanged;

/**
 * The name of an event that can happen once only, whoever tells of it: who was added or removed has a sid of their own each time.
 * Null for all other events.
 */
export function onceOnlyNameOf(event: GatewayEvent): string | null {
  switch (event.kind) {
    case 'ParticipantAdded':
      return `${event.kind} ${event.participant.sid}`;
    case 'ParticipantRemoved':
      return `${event.kind} ${event.participantSid}`;
    case 'ConversationRemoved':
      return `${event.kind} ${event.conversationSid}`;
    default:
      return null;
  }
}
