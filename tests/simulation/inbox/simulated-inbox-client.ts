import type { BusPosition } from '../../../src/events/event-bus.ts';
import type { ShownMessages } from '../../../src/events/timeline-cursor.ts';
import type { LiveEvent } from '../../../src/domain/live-event.ts';
import type { Message } from '../../../src/model.ts';
import type { SimulatedTwilio } from '../simulated-twilio.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** What a client may reach: one of the running instances. */
export interface ReachableInbox {
  readonly instance: object;
  /** Where a query that began at the position says that a subscription takes over from what it shows. */
  cursor(position: BusPosition, shown: ReadonlyMap<string, ShownMessages>): string;
  position(): BusPosition;
  /** Of what time the messages are that a query shows: of now, or of when nothing was heard of that was not heard of here. */
  showsAsOf(conversationSid: string): number;
  open(after: string): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>>;
}

/** What a client has of one conversation since it knows of it. */
export interface InboxThread {
  readonly twilio: SimulatedTwilio;
  readonly held: Map<string, Message>;
  added: Set<number>;
  lastAdded: number;
  queriedIndex: number;
  queriedLow: number;
  queriedAt: number;
  /** Since when the cursor says what the client has of it, in milliseconds; null while it does not. */
  placedAt: number | null;
  /** Whether the query that gave the cursor showed it. */
  isShownByQuery: boolean;
}

/** What a query of an inbox shows of a conversation: many messages, the last one, or none, so that they are asked for in another one. */
export type InboxQueryKind = 'messages' | 'last' | 'apart';

/** Somebody who follows an inbox, comes back with the last cursor, and queries again after Resync. */
export interface SimulatedInboxClient {
  readonly identity: string;
  /** Queries and subscribes; tries again while no instance runs. */
  start(): void;
  /** The socket breaks: what is on its way is lost. */
  cut(): void;
  isOn(instance: object): boolean;
  readonly threads: ReadonlyMap<string, InboxThread>;
  readonly resyncs: number;
}

const queryMessages = { messages: 100, last: 1, apart: 100 };

/** A client that does nothing before `start`. */
export function createSimulatedInboxClient(options: {
  readonly identity: string;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly account: SimulatedAccount;
  readonly reach: () => ReachableInbox | undefined;
  /** What the next query is to show of a conversation. */
  readonly queryKind: () => InboxQueryKind;
  /** Whether a cursor says what the client has of a conversation. */
  readonly placed: (cursor: string, conversationSid: string) => boolean;
  readonly fail: (violation: string) => void;
  readonly onAdded: (message: Message) => void;
}): SimulatedInboxClient {
  const { identity, clock, random, account, reach, queryKind, placed, fail, onAdded } = options;
  const threads = new Map<string, InboxThread>();
  /** Conversations that the client was told to have left. */
  const left = new Set<string>();
  let cursor: string | undefined;
  let connection:
    | {
        readonly instance: object;
        stream: AsyncIterableIterator<LiveEvent, undefined, undefined> | undefined;
      }
    | undefined;
  let connections = 0;
  let resyncs = 0;

  /** What is shown of a conversation; null where the account has none such. */
  const queryThread = (
    sid: string,
    { kind, shownAsOf }: { readonly kind: InboxQueryKind; readonly shownAsOf: number },
  ): ShownMessages | null => {
    const twilio = account.conversations.get(sid);
    if (!twilio) return null;
    left.delete(sid);
    // Of a removal that nobody heard of, of a message of which the cursor does not tell, nothing is promised.
    const isPromised = ({ sid: message }: Message) =>
      kind !== 'apart' || twilio.removedAt(message) > clock.now();
    const all = twilio.list(shownAsOf).filter(isPromised);
    const messages = all.slice(-queryMessages[kind]);
    const isComplete = messages.length === all.length;
    const before = threads.get(sid);
    threads.set(sid, {
      twilio,
      held: new Map(messages.map((message) => [message.sid, message])),
      added: before?.added ?? new Set(),
      lastAdded: before?.lastAdded ?? -1,
      queriedIndex: messages.at(-1)?.index ?? -1,
      queriedLow: isComplete ? 0 : (messages[0]?.index ?? 0),
      queriedAt: clock.now(),
      placedAt: null,
      isShownByQuery: kind !== 'apart',
    });
    return kind === 'apart' ? null : { messages, isComplete };
  };
  const query = (instance: ReachableInbox) => {
    const position = instance.position();
    threads.clear();
    const shown = new Map<string, ShownMessages>();
    for (const sid of new Set(account.memberships(identity))) {
      const messages = queryThread(sid, { kind: queryKind(), shownAsOf: instance.showsAsOf(sid) });
      if (messages) shown.set(sid, messages);
    }
    cursor = instance.cursor(position, shown);
  };

  const connect = () => {
    const instance = reach();
    if (!instance) {
      retry();
      return;
    }
    // Any instance may answer the query, and be out of touch with the one that is followed.
    if (cursor === undefined) query(reach() ?? instance);
    const ordinal = (connections += 1);
    const made: NonNullable<typeof connection> = { instance: instance.instance, stream: undefined };
    connection = made;
    clock.unsettle();
    const follow = async () => {
      const stream = await instance.open(cursor ?? '');
      if (ordinal !== connections) {
        await stream.return?.();
        return;
      }
      made.stream = stream;
      for (;;) {
        const { value, done } = await stream.next();
        if (done || ordinal !== connections) return;
        clock.unsettle();
        // The cursor is part of what is sent: it is taken when the event is.
        const event = { event: value, cursor: value.cursor };
        // The wire keeps the order and takes a moment; a cut loses what is on it.
        await new Promise<void>((resolve) => {
          clock.setTimer(() => {
            clock.unsettle();
            if (ordinal === connections) take(event.event, event.cursor);
            resolve();
          }, 5);
        });
      }
    };
    void follow().catch(() => {
      if (ordinal !== connections) return;
      disconnect();
      retry();
    });
  };
  const retry = () => {
    const ordinal = (connections += 1);
    clock.setTimer(
      () => {
        if (ordinal === connections) connect();
      },
      50 + random() * 1_000,
    );
  };
  const disconnect = () => {
    connections += 1;
    void connection?.stream?.return?.();
    clock.unsettle();
    connection = undefined;
  };

  const take = (event: LiveEvent, next: string) => {
    cursor = next;
    takeEvent(event);
    for (const [sid, thread] of threads) if (placed(next, sid)) thread.placedAt ??= clock.now();
  };
  const takeEvent = (event: LiveEvent) => {
    switch (event.kind) {
      case 'Resync':
        resyncs += 1;
        cursor = undefined;
        disconnect();
        retry();
        return;
      case 'ConversationAdded':
        // Word of joining may come again around a reconnect; what is known stays known.
        if (!threads.has(event.edge.node.conversation.sid))
          queryThread(event.edge.node.conversation.sid, { kind: 'apart', shownAsOf: clock.now() });
        return;
      case 'ConversationRemoved':
        threads.delete(event.conversationSid);
        left.add(event.conversationSid);
        return;
      case 'MessageAdded':
        takeAdded(event.message);
        return;
      case 'MessageUpdated':
        takeUpdated(event.message);
        return;
      case 'MessageRemoved':
        takeRemoved(event);
        return;
      default:
    }
  };
  const threadOf = (conversationSid: string, what: string): InboxThread | undefined => {
    const thread = threads.get(conversationSid);
    // A query may know of a removal before the stream does.
    if (!thread && left.has(conversationSid)) fail(`${what} of ${conversationSid} after word of leaving it`);
    return thread;
  };
  const takeAdded = (message: Message) => {
    const { index } = message;
    const thread = threadOf(message.conversationSid, `added ${index}`);
    if (!thread) return;
    const name = `${message.conversationSid.slice(-1)}/${index}`;
    if (thread.added.has(index)) fail(`added twice: ${name}`);
    else if (index <= thread.lastAdded) fail(`added out of order: ${name} after ${thread.lastAdded}`);
    if (thread.twilio.versionOf(message) < 0) fail(`added, but never was: ${name}`);
    thread.lastAdded = Math.max(thread.lastAdded, index);
    thread.added.add(index);
    thread.held.set(message.sid, message);
    onAdded(message);
  };
  const takeUpdated = (message: Message) => {
    const thread = threadOf(message.conversationSid, `updated ${message.index}`);
    if (!thread) return;
    if (thread.twilio.versionOf(message) < 0) fail(`updated to what never was: ${message.index}`);
    thread.held.set(message.sid, message);
  };
  const takeRemoved = (event: Extract<LiveEvent, { kind: 'MessageRemoved' }>) => {
    const thread = threadOf(event.conversationSid, `removed ${event.index}`);
    if (!thread) return;
    if (thread.twilio.removedAt(event.messageSid) > clock.now())
      fail(`removed, but is there: ${event.index}`);
    thread.held.delete(event.messageSid);
  };

  return {
    identity,
    start: connect,
    cut() {
      disconnect();
      retry();
    },
    isOn: (instance) => connection?.instance === instance,
    threads,
    get resyncs() {
      return resyncs;
    },
  };
}
