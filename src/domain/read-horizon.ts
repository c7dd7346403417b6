import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';

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

/** Sends as soon as `delayMs` have passed since the first message that waits. */
export function createReadHorizonAdvancer(options: {
  readonly api: ConversationsApi;
  readonly clock: Clock;
  readonly log: Log;
  /** @default 300 */
  readonly delayMs?: number;
  /** Senders that may wait at once; beyond it, horizons are left to the clients. @default 10_000 */
  readonly waitingMax?: number;
}): ReadHorizonAdvancer {
  const { api, clock, log, delayMs = 300, waitingMax = 10_000 } = options;
  const waiting = new Map<string, { message: Message; cancel: () => void }>();
  const running = new Set<Promise<void>>();

  const write = async (message: Message, participantSid: string): Promise<void> => {
    const key = { conversationSid: message.conversationSid, participant: participantSid };
    try {
      const { lastReadMessageIndex } = await api.getParticipant(key, { priority: 'backfill' });
      if (lastReadMessageIndex !== null && lastReadMessageIndex >= message.index) return;
      await api.updateParticipant(key, { lastReadMessageIndex: message.index }, { priority: 'backfill' });
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
