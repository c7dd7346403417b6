import type { Clock } from '../clock.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import { createNewestEntries } from '../newest-entries.ts';
import type { ConversationsApi, ParticipantKey } from '../upstream/conversations-api.ts';

/**
 * Moves senders' read horizons behind what they sent, so that own messages do not count as unread. Twilio's client SDKs do the
 * same; over REST it is a call of its own, so several messages of one sender within `delayMs` cost one.
 */
export interface ReadHorizonAdvancer {
  /** Notes that the author of `message` has read up to it. Returns at once; a failure is logged and forgotten. */
  advance(message: Message): void;
  /** Resolves when everything noted has been written, or has failed. */
  flush(): Promise<void>;
}

/** A horizon that was read, written or heard of. */
interface KnownHorizon {
  /** Null where nothing was read. */
  readonly index: number | null;
  readonly knownAt: number;
}

/** A horizon is believed so long, in milliseconds, and while the bus was heard so lately: as whatever is read of Twilio. */
const believedMs = 60_000;
const unheardMaxMs = 3_000;

/** Participants whose horizons are remembered. */
const horizonsMax = 10_000;

/** Sends as soon as `delayMs` have passed since the first message that waits. */
export function createReadHorizonAdvancer(options: {
  readonly api: Pick<ConversationsApi, 'getParticipant' | 'updateParticipant'>;
  readonly bus: Pick<EventBus, 'subscribeAll' | 'onGap' | 'heardUntil'>;
  readonly clock: Clock;
  readonly log: Log;
  /** @default 300 */
  readonly delayMs?: number;
  /** Senders that may wait at once; beyond it, horizons are left to the clients. @default 10_000 */
  readonly waitingMax?: number;
}): ReadHorizonAdvancer {
  const { api, bus, clock, log, delayMs = 300, waitingMax = 10_000 } = options;
  const waiting = new Map<string, { message: Message; cancel: () => void }>();
  const running = new Set<Promise<void>>();
  /** So that who sends again costs one call and not two. */
  const horizons = createNewestEntries<KnownHorizon>({ entriesMax: horizonsMax });
  const note = (participantSid: string, index: number | null, knownAt = clock.now()) =>
    horizons.set(participantSid, { index, knownAt });
  bus.subscribeAll(({ event }) => {
    if (event.kind !== 'ParticipantUpdated') return;
    const { participantSid, lastReadMessageIndex: index } = event;
    const known = horizons.get(participantSid);
    // Word may come late; and where it does not say how far, nobody knows.
    if (index !== undefined) note(participantSid, Math.max(index, known?.index ?? index), known?.knownAt);
    else if (known) note(participantSid, null, Number.NEGATIVE_INFINITY);
  });
  bus.onGap(() => horizons.clear());

  const horizonOf = async (key: ParticipantKey): Promise<number | null> => {
    const known = horizons.get(key.participant);
    const now = clock.now();
    const isHeard = now - bus.heardUntil() <= unheardMaxMs;
    if (known && isHeard && now - known.knownAt < believedMs) return known.index;
    const { lastReadMessageIndex } = await api.getParticipant(key, { priority: 'backfill' });
    note(key.participant, lastReadMessageIndex, now);
    return lastReadMessageIndex;
  };
  const write = async (message: Message, participantSid: string): Promise<void> => {
    const key = { conversationSid: message.conversationSid, participant: participantSid };
    try {
      const horizon = await horizonOf(key);
      if (horizon !== null && horizon >= message.index) return;
      await api.updateParticipant(key, { lastReadMessageIndex: message.index }, { priority: 'backfill' });
      note(participantSid, message.index);
    } catch (error) {
      log.warn('A sender’s read horizon could not be advanced.', { error });
    }
  };

  const start = (participantSid: string) => {
    const entry = waiting.get(participantSid);
    if (!entry) return;
    waiting.delete(participantSid);
    const done = write(entry.message, participantSid).finally(() => running.delete(done));
    running.add(done);
  };

  return {
    advance(message) {
      const { participantSid } = message;
      if (participantSid === null) return;
      const entry = waiting.get(participantSid);
      if (entry) {
        if (message.index > entry.message.index) entry.message = message;
        return;
      }
      if (waiting.size >= waitingMax) return;
      waiting.set(participantSid, { message, cancel: clock.setTimer(() => start(participantSid), delayMs) });
    },
    async flush() {
      for (const [participantSid, { cancel }] of waiting) {
        cancel();
        start(participantSid);
      }
      await Promise.all(running);
    },
  };
}

/** Leaves horizons alone: for services that choose so. */
export const stillReadHorizon: ReadHorizonAdvancer = { advance() {}, flush: async () => {} };
