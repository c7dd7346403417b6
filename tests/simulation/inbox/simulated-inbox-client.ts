import type { BusPosition } from '../../../src/events/event-bus.ts';
import type { LiveEvent } from '../../../src/domain/live-event.ts';
import type { Message } from '../../../src/model.ts';
import type { SimulatedTwilio } from '../simulated-twilio.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** What a client may reach: one of the running instances. */
export interface ReachableInbox {
  readonly instance: object;
  /** Where a query that begins now says that a subscription takes over. */
  cursor(position: BusPosition): string;
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
}

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

const queryMessages = 100;

/** A client that does nothing before `start`. */
export function createSimulatedInboxClient(options: {
  readonly identity: string;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly account: SimulatedAccount;
  readonly reach: () => ReachableInbox | undefined;
  /** Whether a cursor says what the client has of a conversation. */
  readonly placed: (cursor: string, conversationSid: string) => boolean;
  readonly fail: (violation: string) => void;
  readonly onAdded: (message: Message) => void;
}): SimulatedInboxClient {
  const { identity, clock, random, account, reach, placed, fail, onAdded } = options;
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

  const queryThread = (sid: string, shownAsOf = clock.now()) => {
    const twilio = account.conversations.get(sid);
    if (!twilio) return;
    left.delete(sid);
    // Of a removal that nobody heard of nothing is promised.
    const all = twilio.list(shownAsOf).filter((message) => twilio.removedAt(message.sid) > clock.now());
    const messages = all.slice(-queryMessages);
    const before = threads.get(sid);
    const queriedIndex = messages.at(-1)?.index ?? -1;
    threads.set(sid, {
      twilio,
      held: new Map(messages.map((message) => [message.sid, message])),
      added: before?.added ?? new Set(),
      lastAdded: before?.lastAdded ?? -1,
      queriedIndex,
      queriedLow: messages.length === all.length ? 0 : (messages[0]?.index ?? 0),
      queriedAt: clock.now(),
      placedAt: null,
    });
  };
  const query = (instance: ReachableInbox) => {
    cursor = instance.cursor(instance.position());
    const sids = new Set(account.memberships(identity));
    threads.clear();
    for (const sid of sids) queryThread(sid, instance.showsAsOf(sid));
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
        if (!threads.has(event.edge.node.conversation.sid)) queryThread(event.edge.node.conversation.sid);
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
