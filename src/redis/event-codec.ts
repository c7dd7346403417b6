import type { GatewayEvent } from '../conversation-event.ts';
import type {
  Conversation,
  ConversationState,
  DeliveryAmount,
  DeliverySummary,
  JsonValue,
  Message,
  Participant,
} from '../model.ts';

/** The version of the format. Whoever changes what is written changes it, and the prefix of the keys with it. */
const formatVersion = 1;

/** An event as instances hand it to one another. */
export interface SharedEvent {
  /** Names this publishing among all others of all instances. */
  readonly id: string;
  readonly event: GatewayEvent;
  /** The step of a trace in which it was published, in the words of W3C Trace Context. */
  readonly traceparent?: string | undefined;
}

/** Writes an event as text. */
export function encodeEvent({ id, event, traceparent }: SharedEvent): string {
  return JSON.stringify({ v: formatVersion, id, event, traceparent });
}

/** Reads what `encodeEvent` wrote; null for anything else, such as the format of another version. */
export function decodeEvent(text: string): SharedEvent | null {
  try {
    const { v, id, event, traceparent } = readEnvelope(JSON.parse(text));
    if (v !== formatVersion) return null;
    const readEvent = eventReaders[readKind(event)];
    return { id, event: readEvent(event), traceparent };
  } catch {
    return null;
  }
}

/** Turns what was read from JSON into what it has to be. Throws where it is not. */
type Reader<Value> = (value: unknown) => Value;

function fail(): never {
  throw new TypeError('Not the format of an event.');
}

const text: Reader<string> = (value) => (typeof value === 'string' ? value : fail());
const integer: Reader<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : fail();
const date: Reader<Date> = (value) => {
  const read = new Date(text(value));
  return Number.isNaN(read.getTime()) ? fail() : read;
};
// What JSON.parse returns is JSON: there is nothing left to check.
const json: Reader<JsonValue> = (value) => (value === undefined ? fail() : (value as JsonValue));
const anything: Reader<unknown> = (value) => value;

function nullable<Value>(read: Reader<Value>): Reader<Value | null> {
  return (value) => (value === null ? null : read(value));
}

function optional<Value>(read: Reader<Value>): Reader<Value | undefined> {
  return (value) => (value === undefined ? undefined : read(value));
}

function listOf<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (value) => (Array.isArray(value) ? value.map((item: unknown) => read(item)) : fail());
}

function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value) => words.find((word) => word === value) ?? fail();
}

type ObjectOf<Fields extends Readonly<Record<string, Reader<unknown>>>> = {
  readonly [Name in keyof Fields]: ReturnType<Fields[Name]>;
};

function object<const Fields extends Readonly<Record<string, Reader<unknown>>>>(
  fields: Fields,
): Reader<ObjectOf<Fields>> {
  return (value) => {
    if (typeof value !== 'object' || value === null) return fail();
    const entries = Object.entries(fields).map(([name, read]) => [name, read(Reflect.get(value, name))]);
    return Object.fromEntries(entries) as ObjectOf<Fields>;
  };
}

const readEnvelope = object({ v: integer, id: text, event: anything, traceparent: optional(text) });

const state: Reader<ConversationState> = oneOf(['initializing', 'active', 'inactive', 'closed', 'unknown']);
const amount: Reader<DeliveryAmount> = oneOf(['all', 'some', 'none', 'unknown']);

const delivery: Reader<DeliverySummary> = object({
  total: integer,
  sent: amount,
  delivered: amount,
  read: amount,
  failed: amount,
  undelivered: amount,
});

const message: Reader<Message> = object({
  sid: text,
  conversationSid: text,
  index: integer,
  author: nullable(text),
  participantSid: nullable(text),
  body: nullable(text),
  attributes: json,
  media: listOf(object({ sid: text, filename: nullable(text), contentType: text, size: integer })),
  contentSid: nullable(text),
  delivery: optional(nullable(delivery)),
  createdAt: date,
  updatedAt: date,
});

const participant: Reader<Participant> = object({
  sid: text,
  conversationSid: text,
  identity: nullable(text),
  messagingBinding: nullable(
    object({
      type: text,
      address: nullable(text),
      proxyAddress: nullable(text),
      projectedAddress: nullable(text),
    }),
  ),
  roleSid: nullable(text),
  attributes: json,
  lastReadMessageIndex: nullable(integer),
  lastReadAt: nullable(date),
  createdAt: date,
  updatedAt: date,
});

const conversation: Reader<Conversation> = object({
  sid: text,
  uniqueName: nullable(text),
  friendlyName: nullable(text),
  state,
  attributes: json,
  timers: object({ inactiveAt: nullable(date), closedAt: nullable(date) }),
  createdAt: date,
  updatedAt: date,
});

const head = { conversationSid: text, occurredAt: date };

const eventReaders: { readonly [Kind in GatewayEvent['kind']]: Reader<GatewayEvent & { kind: Kind }> } = {
  MessageAdded: object({ kind: oneOf(['MessageAdded']), ...head, message }),
  MessageUpdated: object({ kind: oneOf(['MessageUpdated']), ...head, message }),
  MessageRemoved: object({ kind: oneOf(['MessageRemoved']), ...head, messageSid: text, index: integer }),
  DeliveryUpdated: object({ kind: oneOf(['DeliveryUpdated']), ...head, messageSid: text }),
  ParticipantAdded: object({ kind: oneOf(['ParticipantAdded']), ...head, participant }),
  ParticipantUpdated: object({
    kind: oneOf(['ParticipantUpdated']),
    ...head,
    participantSid: text,
    identity: nullable(text),
    roleSid: optional(nullable(text)),
    lastReadMessageIndex: optional(integer),
  }),
  ParticipantRemoved: object({
    kind: oneOf(['ParticipantRemoved']),
    ...head,
    participantSid: text,
    identity: nullable(text),
  }),
  ConversationAdded: object({ kind: oneOf(['ConversationAdded']), ...head, conversation }),
  ConversationUpdated: object({
    kind: oneOf(['ConversationUpdated']),
    ...head,
    conversation: nullable(conversation),
    state: optional(state),
  }),
  ConversationRemoved: object({ kind: oneOf(['ConversationRemoved']), ...head }),
  UserChanged: object({ kind: oneOf(['UserChanged']), identity: text, occurredAt: date }),
};

const kinds = Object.keys(eventReaders) as readonly GatewayEvent['kind'][];
const readHead = object({ kind: oneOf(kinds) });

function readKind(event: unknown): GatewayEvent['kind'] {
  return readHead(event).kind;
}
