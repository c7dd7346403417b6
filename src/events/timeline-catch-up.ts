import type { ConversationEvent } from '../conversation-event.ts';
import type { BusEntry, BusPosition } from './event-bus.ts';
import { mayBeAfter } from './timeline-rules.ts';
import {
  isMessageEvent,
  type TimelineCursor,
  type TimelineResync,
  type TimelineStep,
} from './timeline-step.ts';
import type { TimelineEntry, TimelineStore } from './timeline-store.ts';
import { changesSince, compareWindow, doubtMark, type WindowMark } from './timeline-window.ts';

/** What is needed to tell somebody who comes back what happened meanwhile. */
export interface CatchUpRequest {
  readonly store: TimelineStore;
  readonly conversationSid: string;
  readonly after: TimelineCursor;
  /** The highest index that was told before. */
  readonly index: number;
  /** What the bus told after the cursor, by rising offset, or as much of it as is there. */
  readonly entries: readonly BusEntry[];
  /** Whether `entries` reach back to the cursor. */
  readonly reachesBack: boolean;
  /** From when on edits are to be told by their date, of messages of which the cursor does not say what was told. */
  readonly editedAfter: number;
  /** Where the timeline stands now in the bus. */
  readonly position: BusPosition;
  readonly now: number;
}

/**
 * What happened after a cursor, as one step: what changed in what was told, then the messages above it. Where the bus does not
 * reach back, the window that the cursor carries decides.
 */
export function catchUp(request: CatchUpRequest): readonly TimelineStep[] | TimelineResync {
  const { store, after, index, reachesBack, position } = request;
  // Without either nothing says what was missed.
  if (!reachesBack && (!after.window || after.index === null))
    return after.epoch === position.epoch ? 'HISTORY_EXCEEDED' : 'HISTORY_LOST';
  const changes = changesOf(request);
  if (changes === 'HISTORY_LOST') return changes;

  // Who leaves amid the changes is told them again; a message above them is told once.
  const window = doubtedWindow(after, changes);
  const before: TimelineCursor = after.index === null ? { ...after, window } : { ...after, index, window };
  const steps: TimelineStep[] = changes.map((event) => ({ event, cursor: before }));
  const at = { ...position, takenAt: request.now };
  for (const { index: added, message } of store.entries()) {
    if (added <= index) continue;
    const event = addedEvent(message, request.conversationSid);
    steps.push({ event, cursor: { ...at, index: added, window: store.mark(added) } });
  }
  const last = steps.at(-1);
  if (!last || !('event' in last)) return steps;
  const top = Math.max(store.deliveredMax, index);
  const cursor = { ...at, index: top, window: store.mark(top) };
  return [...steps.slice(0, -1), { event: last.event, cursor }];
}

/** Here an edit may not have been heard of yet that the client has: what it is told now may be older than what its cursor says. */
function doubtedWindow({ window }: TimelineCursor, changes: readonly ConversationEvent[]): WindowMark | null {
  const updated = changes.flatMap((event) => (event.kind === 'MessageUpdated' ? [event.message.index] : []));
  return window && doubtMark(window, updated);
}

function addedEvent(message: TimelineEntry['message'], conversationSid: string): ConversationEvent {
  return { kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message };
}

/** What passed through, and what became of messages up to the index; null where a removed message cannot be named. */
function changesOf(request: CatchUpRequest): readonly ConversationEvent[] | 'HISTORY_LOST' {
  const { store, after, index, entries, conversationSid, editedAfter, now } = request;
  const events: ConversationEvent[] = [];
  const touched = new Map<string, ConversationEvent>();
  const removedSids = new Map<number, string>();
  for (const [sid, tombstone] of store.tombstones) removedSids.set(tombstone.index, sid);
  for (const { event } of entries) {
    if (event.kind === 'UserChanged') continue;
    if (!isMessageEvent(event)) {
      events.push(event);
    } else if (event.kind === 'MessageRemoved') {
      removedSids.set(event.index, event.messageSid);
      if (event.index <= index) touched.set(event.messageSid, event);
    } else if (event.message.index <= index && event.kind === 'MessageUpdated') {
      touched.set(event.message.sid, event);
    }
  }

  const told = new Set<string>();
  const tellRemoved = (sid: string, at: number) => {
    if (told.has(sid)) return;
    told.add(sid);
    events.push({
      kind: 'MessageRemoved',
      conversationSid,
      occurredAt: new Date(now),
      messageSid: sid,
      index: at,
    });
  };
  const tellChanged = ({ message }: TimelineEntry) => {
    if (told.has(message.sid)) return;
    told.add(message.sid);
    events.push({ kind: 'MessageUpdated', conversationSid, occurredAt: message.updatedAt, message });
  };

  const compared = after.window
    ? { low: Math.max(after.window.low, store.low), top: index }
    : { low: Number.POSITIVE_INFINITY, top: -1 };
  if (after.window) {
    const there = { messages: store.entries(), ...compared };
    const difference = changesSince(after.window, there, store.changes) ?? compareWindow(after.window, there);
    for (const removed of difference.removed) {
      const sid = removedSids.get(removed);
      if (sid === undefined) return 'HISTORY_LOST';
      tellRemoved(sid, removed);
    }
    for (const changed of difference.changed) {
      const entry = store.get(changed);
      if (entry) tellChanged(entry);
    }
  }
  const isCompared = (at: number) => at >= compared.low && at <= compared.top;
  for (const entry of store.entries()) {
    if (entry.index > index || isCompared(entry.index)) continue;
    // A message of that very moment may have been changed within its second.
    if (mayBeAfter(entry.message.updatedAt, editedAfter)) tellChanged(entry);
  }
  // What the window does not tell of: as it is known now, or where it is too old to be known, as the bus told it.
  for (const [sid, event] of touched) {
    const at = event.kind === 'MessageUpdated' ? event.message.index : 'index' in event ? event.index : -1;
    if (told.has(sid) || isCompared(at)) continue;
    const entry = store.get(at);
    if (store.tombstones.has(sid) || event.kind === 'MessageRemoved') tellRemoved(sid, at);
    else if (entry) tellChanged(entry);
    else if (at < store.low) events.push(event);
  }
  return events;
}
