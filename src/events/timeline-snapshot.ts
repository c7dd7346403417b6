import type { Message } from '../model.ts';
import {
  change,
  deliver,
  drainPending,
  isSame,
  type TimelineFindings,
  type TimelineParts,
} from './timeline-hints.ts';

/** The newest messages of a conversation as a read of REST has them. */
export interface TimelineReading {
  /** In any order. */
  readonly messages: readonly Message[];
  /** Everything from this index on is listed; 0 when the whole conversation is. */
  readonly low: number;
  /** When the read began, in milliseconds. */
  readonly startedAt: number;
}

/** Begins with what a read lists; nobody is told of anything. */
export function prime({ store }: TimelineParts, reading: TimelineReading): void {
  store.clear();
  for (const message of reading.messages) store.put(message, reading.startedAt);
  store.head = store.highest() ?? -1;
  store.listedHead = store.head;
  store.low = reading.low;
  store.trim();
}

/**
 * Brings a read together with what is known. It has to reach down to the head. A read contradicts only what was not told of within
 * the time by which reads may be old; where it may not, `isSuspect` asks for another one.
 */
export function absorb(parts: TimelineParts, reading: TimelineReading): TimelineFindings {
  const { store } = parts;
  const listed = new Map(
    reading.messages
      .toSorted((one, other) => one.index - other.index)
      .map((message) => [message.index, message] as const),
  );
  const newest = reading.messages.reduce((highest, { index }) => Math.max(highest, index), -1);
  const certainties = [takeChanges(parts, reading, listed), takeRemovals(parts, reading, listed)];
  adoptUnknown(parts, reading, listed);
  certainties.push(takeNew(parts, reading, listed));
  store.listedHead = Math.max(store.listedHead, newest);
  store.low = Math.min(store.low, reading.low);
  store.trim();
  return { hasGap: store.pending.size > 0, isSuspect: certainties.includes('uncertain') };
}

type Listed = ReadonlyMap<number, Message>;
type Certainty = 'certain' | 'uncertain';

function takeChanges(parts: TimelineParts, reading: TimelineReading, listed: Listed): Certainty {
  const { store, rules } = parts;
  let certainty: Certainty = 'certain';
  for (const [index, message] of listed) {
    const known = store.get(index);
    if (!known || index > store.head) continue;
    if (isSame(known.message, message)) {
      // REST tells more of a message than a webhook; its date may be cut off.
      if (!rules.isNewer(known.message.updatedAt, message.updatedAt))
        store.put(withNewestDate(message, known.message), known.touchedAt);
    } else if (rules.mayContradict(reading.startedAt, known.touchedAt)) {
      change(parts, message, reading.startedAt);
    } else {
      certainty = 'uncertain';
    }
  }
  return certainty;
}

function takeRemovals(parts: TimelineParts, reading: TimelineReading, listed: Listed): Certainty {
  const { conversationSid, store, rules, emit } = parts;
  let certainty: Certainty = 'certain';
  const unlisted = store
    .entries()
    .filter(({ index }) => index >= reading.low && index <= store.head && !listed.has(index));
  for (const { index, message, touchedAt } of unlisted) {
    if (!rules.mayContradict(reading.startedAt, touchedAt)) {
      certainty = 'uncertain';
      continue;
    }
    store.delete(index);
    store.bury(message.sid, { index, removedAt: reading.startedAt });
    emit({
      kind: 'MessageRemoved',
      conversationSid,
      occurredAt: new Date(reading.startedAt),
      messageSid: message.sid,
      index,
    });
  }
  // A head that only a webhook spoke of, and REST knows nothing of, must not hide the message that will really have its index.
  if (!store.get(store.head)) store.head = Math.max(store.listedHead, store.highest() ?? -1);
  return certainty;
}

/** What is listed and was not known: a gap that was none, or older messages that came into the window. */
function adoptUnknown(parts: TimelineParts, reading: TimelineReading, listed: Listed): void {
  const { store, rules, limits } = parts;
  let placeFromNewest = listed.size;
  for (const [index, message] of listed) {
    const isInWindow = placeFromNewest <= limits.windowMessages;
    placeFromNewest -= 1;
    if (index > store.head || store.get(index)) continue;
    const tombstone = store.tombstones.get(message.sid);
    // Either the read is old or the removal was forged: a later read tells.
    if (tombstone && !rules.mayRevive(reading.startedAt, tombstone.removedAt)) continue;
    store.tombstones.delete(message.sid);
    if (index >= store.low || isInWindow) change(parts, message, reading.startedAt);
    else store.put(message, reading.startedAt);
  }
}

function takeNew(parts: TimelineParts, reading: TimelineReading, listed: Listed): Certainty {
  const { store, rules } = parts;
  let certainty: Certainty = 'certain';
  for (const [index, message] of listed) {
    if (index <= store.head || store.tombstones.has(message.sid)) continue;
    const hint = store.pending.get(index);
    if (hint && hint.message.sid === message.sid && !isSame(hint.message, message)) {
      const isHintNewer = rules.isNewer(hint.message.updatedAt, message.updatedAt);
      if (!isHintNewer) certainty = 'uncertain';
      deliver(parts, isHintNewer ? hint.message : message, { touchedAt: reading.startedAt });
    } else {
      deliver(parts, message, { touchedAt: reading.startedAt });
    }
  }
  for (const [index, { touchedAt }] of store.pending) {
    // Below a message that REST lists, an index that it does not list is a true gap; above it, the hint had its time.
    if (index <= store.head || rules.mayContradict(reading.startedAt, touchedAt)) store.pending.delete(index);
  }
  drainPending(parts);
  return certainty;
}

function withNewestDate(message: Message, known: Message): Message {
  return known.updatedAt > message.updatedAt ? { ...message, updatedAt: known.updatedAt } : message;
}
