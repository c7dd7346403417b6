import type {
  ConversationRemoved,
  MessageAdded,
  MessageRemoved,
  MessageUpdated,
  ParticipantAdded,
  ParticipantRemoved,
} from '../conversation-event.ts';
import type { Conversation, Message, Participant } from '../model.ts';
import type { UserConversationEdge } from './connection.ts';

/** Why a stream cannot promise that nothing is missing. */
export type ResyncReason = 'HISTORY_EXCEEDED' | 'HISTORY_LOST' | 'SLOW_CONSUMER' | 'UNREADABLE';

/** What happened, complete: whatever the webhook left out has been read. */
export type LiveContent =
  | Pick<MessageAdded, 'kind' | 'message'>
  | Pick<MessageUpdated, 'kind' | 'message'>
  | Pick<MessageRemoved, 'kind' | 'conversationSid' | 'messageSid' | 'index'>
  | { readonly kind: 'DeliveryUpdated'; readonly message: Message }
  | Pick<ParticipantAdded, 'kind' | 'participant'>
  | { readonly kind: 'ParticipantUpdated'; readonly participant: Participant }
  | Pick<ParticipantRemoved, 'kind' | 'conversationSid' | 'participantSid' | 'identity'>
  | { readonly kind: 'ConversationAdded'; readonly edge: UserConversationEdge }
  | { readonly kind: 'ConversationUpdated'; readonly conversation: Conversation }
  | Pick<ConversationRemoved, 'kind' | 'conversationSid'>
  | {
      readonly kind: 'UnreadChanged';
      readonly conversationSid: string;
      readonly unreadMessagesCount: number | null;
      readonly viewerUnreadMessagesCount: number;
    }
  | { readonly kind: 'Resync'; readonly reason: ResyncReason };

/** What a subscriber gets. */
export type LiveEvent = LiveContent & {
  /** The place in the stream; a client that comes back goes on after it. */
  readonly cursor: string;
  readonly occurredAt: Date;
};

/** An event whose cursor is made when somebody asks for it. */
export function presentLive(
  content: LiveContent,
  { occurredAt, cursor }: { readonly occurredAt: Date; readonly cursor: () => string },
): LiveEvent {
  return Object.assign(new PresentedEvent(occurredAt, cursor), content);
}

/** A class, because each stream has one of each event: an object of its own with a getter has a shape of its own, which outlives it. */
class PresentedEvent {
  readonly occurredAt: Date;
  readonly #cursor: () => string;

  constructor(occurredAt: Date, cursor: () => string) {
    this.occurredAt = occurredAt;
    this.#cursor = cursor;
  }

  get cursor(): string {
    return this.#cursor();
  }
}

/** What a stream of one conversation tells. */
export type ConversationLiveEvent = Exclude<
  LiveEvent,
  { readonly kind: 'ConversationAdded' | 'UnreadChanged' }
>;

/** What a stream of all of a viewer's conversations tells. */
export type InboxLiveEvent = Exclude<
  LiveEvent,
  { readonly kind: 'DeliveryUpdated' | 'ParticipantAdded' | 'ParticipantUpdated' | 'ParticipantRemoved' }
>;

type LiveOf<Kind extends LiveContent['kind']> = Extract<LiveEvent, { readonly kind: Kind }>;

/** See the type `MessageAdded` of the schema. */
export type MessageAddedEvent = LiveOf<'MessageAdded'>;
/** See the type `MessageUpdated` of the schema. */
export type MessageUpdatedEvent = LiveOf<'MessageUpdated'>;
/** See the type `MessageRemoved` of the schema. */
export type MessageRemovedEvent = LiveOf<'MessageRemoved'>;
/** See the type `DeliveryUpdated` of the schema. */
export type DeliveryUpdatedEvent = LiveOf<'DeliveryUpdated'>;
/** See the type `ParticipantAdded` of the schema. */
export type ParticipantAddedEvent = LiveOf<'ParticipantAdded'>;
/** See the type `ParticipantUpdated` of the schema. */
export type ParticipantUpdatedEvent = LiveOf<'ParticipantUpdated'>;
/** See the type `ParticipantRemoved` of the schema. */
export type ParticipantRemovedEvent = LiveOf<'ParticipantRemoved'>;
/** See the type `ConversationAdded` of the schema. */
export type ConversationAddedEvent = LiveOf<'ConversationAdded'>;
/** See the type `ConversationUpdated` of the schema. */
export type ConversationUpdatedEvent = LiveOf<'ConversationUpdated'>;
/** See the type `ConversationRemoved` of the schema. */
export type ConversationRemovedEvent = LiveOf<'ConversationRemoved'>;
/** See the type `UnreadChanged` of the schema. */
export type UnreadChangedEvent = LiveOf<'UnreadChanged'>;
/** See the type `Resync` of the schema. */
export type ResyncEvent = LiveOf<'Resync'>;
