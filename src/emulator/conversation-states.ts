import type { Clock } from '../clock.ts';
import type { WriteOrigin } from './exchange.ts';
import type { EmulatorAssumptions } from './options.ts';
import type { ConversationRecord, ConversationState, TimersRecord } from './records.ts';
import type { Store } from './store.ts';
import { type StateChange, stateUpdatedEvent, type WebhookEvent } from './webhook-events.ts';

/** The life of conversations: initializing, active, inactive, closed, and the timers that move them on. */
export interface ConversationStates {
  /** The moments that durations lead to from `now` on, for a conversation in `state`. */
  timersFrom(
    durations: Pick<TimersRecord, 'inactiveAfterMs' | 'closedAfterMs'>,
    state: ConversationState,
    now: number,
  ): TimersRecord;
  /** Stores the record and watches its timers. */
  keep(record: ConversationRecord): void;
  /** Moves a conversation to another state and tells the webhooks. */
  change(
    record: ConversationRecord,
    change: { readonly to: ConversationState; readonly reason: StateChange['reason'] },
    origin: WriteOrigin | null,
  ): ConversationRecord;
  /** Notes a new message or participant: wakes an inactive conversation, starts its timers anew. */
  noteActivity(record: ConversationRecord, origin: WriteOrigin): void;
  /** Stops watching a conversation that was deleted. */
  forget(sid: string): void;
  /** Stops watching every conversation. */
  stop(): void;
  /** Watches every conversation of the store again. */
  resume(): void;
}

/** The longest delay that timers of JavaScript take: 24.8 days. Longer ones are reached in several steps. */
const delayMaxMs = 2_147_483_647;

/** Watches over the conversations of a store. */
export function createConversationStates(options: {
  readonly clock: Clock;
  readonly store: Store;
  readonly assumptions: EmulatorAssumptions;
  readonly announce: (event: () => WebhookEvent, origin: WriteOrigin | null) => void;
}): ConversationStates {
  const { clock, store, assumptions, announce } = options;
  const cancelBySid = new Map<string, () => void>();

  const states: ConversationStates = {
    timersFrom: ({ inactiveAfterMs, closedAfterMs }, state, now) => ({
      inactiveAfterMs,
      closedAfterMs,
      dateInactive: state === 'active' && inactiveAfterMs !== null ? now + inactiveAfterMs : null,
      dateClosed: state !== 'closed' && closedAfterMs !== null ? now + closedAfterMs : null,
    }),
    keep(record) {
      store.putConversation(record);
      watch(record);
    },
    change(record, { to, reason }, origin) {
      const now = clock.now();
      // The closed timer of a conversation that its own timer made inactive goes on from the last activity.
      const timers =
        reason === 'TIMER' && to === 'inactive'
          ? { ...record.timers, dateInactive: null }
          : states.timersFrom(record.timers, to, now);
      const changed: ConversationRecord = { ...record, state: to, timers, dateUpdated: now };
      states.keep(changed);
      announce(() => stateUpdatedEvent(changed, { from: record.state, to, reason, at: now }), origin);
      return changed;
    },
    noteActivity(record, origin) {
      if (record.state === 'inactive' && assumptions.activityReactivates) {
        states.change(record, { to: 'active', reason: 'EVENT' }, origin);
      } else if (assumptions.activityRestartsTimers && nextDate(record.timers) !== null) {
        states.keep({ ...record, timers: states.timersFrom(record.timers, record.state, clock.now()) });
      }
    },
    forget(sid) {
      cancelBySid.get(sid)?.();
      cancelBySid.delete(sid);
    },
    stop() {
      for (const cancel of cancelBySid.values()) cancel();
      cancelBySid.clear();
    },
    resume() {
      for (const service of store.services.rows) service.contents.conversations.rows.forEach(watch);
    },
  };

  const watch = (record: ConversationRecord) => {
    states.forget(record.sid);
    const due = nextDate(record.timers);
    if (due === null) return;
    const delayMs = Math.min(Math.max(0, due - clock.now()), delayMaxMs);
    cancelBySid.set(
      record.sid,
      clock.setTimer(() => ring(record.serviceSid, record.sid), delayMs),
    );
  };

  const ring = (serviceSid: string, conversationSid: string) => {
    cancelBySid.delete(conversationSid);
    const record = store.conversation({ serviceSid, conversationSid });
    if (!record) return;
    const now = clock.now();
    const { dateInactive, dateClosed } = record.timers;
    if (dateClosed !== null && dateClosed <= now) {
      states.change(record, { to: 'closed', reason: 'TIMER' }, null);
    } else if (dateInactive !== null && dateInactive <= now) {
      states.change(record, { to: 'inactive', reason: 'TIMER' }, null);
    } else {
      watch(record);
    }
  };

  return states;
}

function nextDate({ dateInactive, dateClosed }: TimersRecord): number | null {
  if (dateInactive === null) return dateClosed;
  return dateClosed === null ? dateInactive : Math.min(dateInactive, dateClosed);
}
