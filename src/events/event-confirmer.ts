import { setMaxListeners } from 'node:events';
import { type Clock, sleep } from '../clock.ts';
import type { ConversationEvent, GatewayEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CallOptions, ConversationsApi } from '../upstream/conversations-api.ts';
import type { EventBus } from './event-bus.ts';
import { staleMs } from './timeline-rules.ts';

/** Options of {@link createEventConfirmer}. */
export interface EventConfirmerOptions {
  readonly api: Pick<ConversationsApi, 'getConversation' | 'getMessage' | 'getParticipant'>;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Events that are confirmed at a time; beyond that they are dropped, and the next sweep finds what they told. @default 100 */
  readonly eventsMax?: number | undefined;
}

/** Publishes of events that nothing proves what Twilio confirms, and in Twilio's words. */
export interface EventConfirmer {
  /** Reads in the background what the event tells of: once, and where that does not show it once more when a read cannot be old. */
  confirm(event: GatewayEvent): void;
  /** Gives up what is under way. */
  close(): void;
}

/** What tells more than what has to be read anyway. */
type Confirmable = Exclude<ConversationEvent, { kind: 'DeliveryUpdated' }>;

/** Nothing to confirm yet. */
export function createEventConfirmer(options: EventConfirmerOptions): EventConfirmer {
  const { api, bus, clock, log, eventsMax = 100 } = options;
  const closing = new AbortController();
  // As many listeners as events are confirmed at once, and each one leaves.
  setMaxListeners(0, closing.signal);
  let underWay = 0;

  const confirm = async (event: Confirmable): Promise<void> => {
    const call = { fresh: true, priority: 'backfill', signal: closing.signal } as const;
    let confirmed = await readAgain(event, { api, clock, call });
    if (!confirmed) {
      await sleep(clock, staleMs, closing.signal);
      confirmed = await readAgain(event, { api, clock, call });
    }
    if (confirmed) bus.publish(confirmed);
    else log.warn('A webhook told of what Twilio does not hold.', { kind: event.kind });
  };

  return {
    confirm(event) {
      // These name what has to be read, and nothing else that anybody is told.
      if (event.kind === 'UserChanged' || event.kind === 'DeliveryUpdated') {
        bus.publish(event);
        return;
      }
      if (underWay >= eventsMax) {
        log.warn('Too many webhooks wait to be confirmed; one was dropped.', { kind: event.kind });
        return;
      }
      underWay += 1;
      confirm(event)
        .catch((error: unknown) => {
          if (!closing.signal.aborted)
            log.warn('A webhook could not be confirmed.', { kind: event.kind, error });
        })
        .finally(() => (underWay -= 1));
    },
    close() {
      closing.abort();
    },
  };
}

/** The event as Twilio's answer bears it out; null where it contradicts it. */
async function readAgain(
  event: Confirmable,
  read: Pick<EventConfirmerOptions, 'api' | 'clock'> & { readonly call: CallOptions },
): Promise<ConversationEvent | null> {
  const { api, clock, call } = read;
  const { conversationSid } = event;
  const gone = { conversationSid, occurredAt: new Date(clock.wallTime()) };
  switch (event.kind) {
    case 'MessageAdded':
    case 'MessageUpdated': {
      const message = await findOne(api.getMessage({ conversationSid, sid: event.message.sid }, call));
      if (!message) return null;
      const occurredAt = event.kind === 'MessageAdded' ? message.createdAt : message.updatedAt;
      return { kind: event.kind, conversationSid, occurredAt, message };
    }
    case 'MessageRemoved':
      return (await findOne(api.getMessage({ conversationSid, sid: event.messageSid }, call)))
        ? null
        : { ...event, ...gone };
    case 'ConversationAdded':
    case 'ConversationUpdated': {
      const conversation = await findOne(api.getConversation(conversationSid, call));
      if (!conversation) return null;
      const { createdAt, updatedAt, state } = conversation;
      return event.kind === 'ConversationAdded'
        ? { kind: event.kind, conversationSid, occurredAt: createdAt, conversation }
        : { kind: event.kind, conversationSid, occurredAt: updatedAt, conversation, state };
    }
    case 'ConversationRemoved':
      return (await findOne(api.getConversation(conversationSid, call))) ? null : { ...event, ...gone };
    case 'ParticipantAdded':
    case 'ParticipantUpdated': {
      const { sid } = event.kind === 'ParticipantAdded' ? event.participant : { sid: event.participantSid };
      const participant = await findOne(api.getParticipant({ conversationSid, participant: sid }, call));
      if (!participant) return null;
      if (event.kind === 'ParticipantAdded')
        return { kind: event.kind, conversationSid, occurredAt: participant.createdAt, participant };
      return {
        kind: event.kind,
        conversationSid,
        occurredAt: participant.updatedAt,
        participantSid: sid,
        identity: participant.identity,
        roleSid: participant.roleSid,
        lastReadMessageIndex: participant.lastReadMessageIndex ?? undefined,
      };
    }
    case 'ParticipantRemoved': {
      // Whoever is said to be gone has to be gone by sid and by identity: Twilio no longer tells which belonged to which.
      const names = [event.participantSid, event.identity].filter((name) => name !== null);
      const found = await Promise.all(
        names.map((participant) => findOne(api.getParticipant({ conversationSid, participant }, call))),
      );
      return found.every((participant) => participant === null) ? { ...event, ...gone } : null;
    }
  }
}

/** What is read; null where there is no such thing. */
async function findOne<Item>(reading: Promise<Item>): Promise<Item | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
