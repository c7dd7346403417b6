import type { MessageAdded, MessageRemoved, MessageUpdated } from '../conversation-event.ts';
import type { Message } from '../model.ts';
import { fingerprintOf } from './timeline-fingerprint.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import type { TimelineRules } from './timeline-rules.ts';
import type { MessageEvent } from './timeline-step.ts';
import type { TimelineStore } from './timeline-store.ts';

/** What has to be read after something was learnt. */
export interface TimelineFindings {
  /** Messages are missing below one that is there. */
  readonly hasGap: boolean;
  /** What was told contradicts what is known, and proves nothing. */
  readonly isSuspect: boolean;
}

/** What both ways of learning stand on. */
export interface TimelineParts {
  readonly conversationSid: string;
  readonly store: TimelineStore;
  readonly rules: TimelineRules;
  readonly limits: TimelineLimits;
  /** Called with the store as it is after the event. */
  readonly emit: (event: MessageEvent) => void;
}

const calm: TimelineFindings = { hasGap: false, isSuspect: false };
const suspect: TimelineFindings = { hasGap: false, isSuspect: true };

/**
 * Takes what a webhook or another instance says of a message. It is a hint, not evidence: it may be late, repeated or wrong, so what
 * it does not prove is left to a read.
 */
export function takeHint(parts: TimelineParts, event: MessageEvent, now: number): TimelineFindings {
  switch (event.kind) {
    case 'MessageAdded':
      return takeAdded(parts, event, now);
    case 'MessageUpdated':
      return takeUpdated(parts, event, now);
    case 'MessageRemoved':
      return takeRemoved(parts, event, now);
  }
}

/** Delivers what has become contiguous of what came out of order. */
export function drainPending(parts: TimelineParts): void {
  const { store, rules } = parts;
  for (;;) {
    const next = [...store.pending.values()].find(({ index }) => rules.continues(index, store.head));
    if (!next) return;
    store.pending.delete(next.index);
    deliver(parts, next.message, { touchedAt: next.touchedAt });
  }
}

/** Puts a new message at the head and tells of it. */
export function deliver(
  parts: TimelineParts,
  message: Message,
  at: { readonly touchedAt: number; readonly occurredAt?: Date },
): void {
  const { conversationSid, store, emit } = parts;
  store.put(message, at.touchedAt);
  store.head = Math.max(store.head, message.index);
  emit({ kind: 'MessageAdded', conversationSid, occurredAt: at.occurredAt ?? message.createdAt, message });
}

/** Takes over a version of a message and tells of it. */
export function change(parts: TimelineParts, message: Message, touchedAt: number): void {
  const { conversationSid, store, emit } = parts;
  store.put(message, touchedAt);
  emit({ kind: 'MessageUpdated', conversationSid, occurredAt: message.updatedAt, message });
}

function takeAdded(parts: TimelineParts, event: MessageAdded, now: number): TimelineFindings {
  const { store, rules, limits } = parts;
  const { message } = event;
  if (store.tombstones.has(message.sid)) return calm;
  if (rules.isRepeated(message.index, store.head)) return takeRepeated(parts, message, now);
  if (rules.continues(message.index, store.head)) {
    store.pending.delete(message.index);
    deliver(parts, message, { touchedAt: now, occurredAt: event.occurredAt });
    drainPending(parts);
    store.trim();
    return { hasGap: store.pending.size > 0, isSuspect: false };
  }
  // What does not fit is read with everything else that is missing.
  if (store.pending.size < limits.backlogMax) {
    const { index } = message;
    store.pending.set(index, { index, message, fingerprint: fingerprintOf(message), touchedAt: now });
  }
  return { hasGap: true, isSuspect: false };
}

function takeRepeated(parts: TimelineParts, message: Message, now: number): TimelineFindings {
  const { store, rules } = parts;
  const known = store.get(message.index);
  if (!known || isSame(known.message, message)) return calm;
  if (known.message.sid !== message.sid) return suspect;
  if (rules.isNewer(known.message.updatedAt, message.updatedAt)) return calm;
  if (!rules.isNewer(message.updatedAt, known.message.updatedAt)) return suspect;
  change(parts, keepUntold(message, known.message), now);
  return calm;
}

function takeUpdated(parts: TimelineParts, event: MessageUpdated, now: number): TimelineFindings {
  const { store, rules, emit } = parts;
  const { message } = event;
  if (store.tombstones.has(message.sid)) return calm;
  if (message.index > store.head) return { hasGap: true, isSuspect: true };
  const known = store.get(message.index);
  if (!known) {
    if (message.index >= store.low) return suspect;
    // Older than all that is remembered, and read no more: passed on unless it may be older than what was told.
    const told = store.forgottenDate(message.sid);
    if (told && !rules.isNewer(message.updatedAt, told)) return calm;
    store.rememberDate(message);
    emit(event);
    return calm;
  }
  if (known.message.sid !== message.sid) return suspect;
  if (rules.isNewer(message.updatedAt, known.message.updatedAt)) {
    change(parts, keepUntold(message, known.message), now);
    return calm;
  }
  return isSame(known.message, message) ? calm : suspect;
}

function takeRemoved(parts: TimelineParts, event: MessageRemoved, now: number): TimelineFindings {
  const { store, emit } = parts;
  const { messageSid, index } = event;
  if (store.tombstones.has(messageSid)) return calm;
  const known = store.get(index);
  if (known && known.message.sid !== messageSid) return suspect;
  store.bury(messageSid, { index, removedAt: now });
  if (store.pending.get(index)?.message.sid === messageSid) store.pending.delete(index);
  store.delete(index);
  // Also what was never told of here: a query may have shown it.
  emit(event);
  return { hasGap: index > store.head, isSuspect: false };
}

/** Whether two sources tell the same of a message. */
export function isSame(one: Message, other: Message): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

/** A webhook does not tell all of a message; what a read told of it stays. */
function keepUntold(message: Message, known: Message): Message {
  return message.contentSid === null && known.contentSid !== null
    ? { ...message, contentSid: known.contentSid }
    : message;
}
