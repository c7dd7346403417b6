import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import { clientMessageIdOf } from './attributes.ts';
import type { SendKey } from './send-ledger.ts';

/** When a conversation is looked through for a message that may have landed, in milliseconds after the attempt ended. */
export interface LookBackDelays {
  /** The first look, which finds nearly everything that landed. */
  readonly firstMs: number;
  /** What is not found by then did not land: requests that Twilio was still busy with are through. */
  readonly certainMs: number;
}

/** Modelled with a tenth of the answers lost and messages that land up to 8 s late: no message doubled, none lost. */
export const defaultLookBackDelays: LookBackDelays = { firstMs: 2_000, certainMs: 8_000 };

/** Milliseconds until a look that failed is tried again. */
const lookAgainMs = 2_000;
/** Pages of a hundred that one look turns at most; a conversation that grows faster leaves the matter in doubt. */
const pagesMax = 10;
/** What the clocks of Twilio and of this machine may differ by, in milliseconds: older messages than the attempt and this are not looked at. */
const clockSkewMs = 30_000;

/** What to look for. */
export interface LookBackRequest {
  readonly key: SendKey;
  /** When the first attempt in doubt began, in milliseconds since the epoch. */
  readonly firstAttemptAt: number;
  /** When the last one ended. */
  readonly lastAttemptAt: number;
  /** From when on a look tells for certain. */
  readonly certainAt: number;
  readonly deadlineAt: number;
}

/** Finds out whether a message landed. */
export interface LookBack {
  /**
   * Resolves with the message, with null when it certainly did not land, and with undefined when that cannot be told before the
   * deadline.
   * @throws the reason of the closing signal when the gateway stops.
   */
  settle(request: LookBackRequest): Promise<Message | null | undefined>;
}

export function createLookBack(options: {
  /** Without a cache in between: what is looked for must not come from a read that began before. */
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly closing: AbortSignal;
  readonly delays: LookBackDelays;
}): LookBack {
  const { api, clock, log, closing, delays } = options;

  async function find({
    key,
    firstAttemptAt,
    deadlineAt,
  }: LookBackRequest): Promise<Message | null | 'outOfSight'> {
    const { conversationSid } = key;
    let pageToken: string | undefined;
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const page = await api.listMessages(
        { conversationSid, order: 'desc', pageSize: 100, pageToken },
        { priority: 'userWrite', fresh: true, signal: closing, deadlineAt },
      );
      const found = page.items.find((message) => isOf(message, key));
      if (found !== undefined) return found;
      const oldest = page.items.at(-1);
      if (oldest !== undefined && oldest.createdAt.getTime() < firstAttemptAt - clockSkewMs) return null;
      if (page.nextPageToken === null) return null;
      pageToken = page.nextPageToken;
    }
    return 'outOfSight';
  }

  /** Undefined when Twilio could not be asked. */
  async function tryToFind(request: LookBackRequest): Promise<Message | null | 'outOfSight' | undefined> {
    try {
      return await find(request);
    } catch (error) {
      closing.throwIfAborted();
      log.warn('A message in doubt could not be looked for.', { error });
      return undefined;
    }
  }

  return {
    async settle(request) {
      const { certainAt } = request;
      let lookAt = request.lastAttemptAt + delays.firstMs;
      for (;;) {
        const at = Math.max(lookAt, clock.now());
        if (at >= request.deadlineAt) return undefined;
        await sleep(clock, at - clock.now(), closing);
        const lookedAt = clock.now();
        const found = await tryToFind(request);
        if (typeof found === 'object' && found !== null) return found;
        if (found === null && lookedAt >= certainAt) return null;
        if (found === 'outOfSight' && lookedAt >= certainAt) return undefined;
        lookAt = lookedAt < certainAt ? certainAt : clock.now() + lookAgainMs;
      }
    },
  };
}

/** Twilio's word for messages that were created without an author. */
export const systemAuthor = 'system';

function isOf(message: Message, { author, clientMessageId }: SendKey): boolean {
  return (
    clientMessageIdOf(message.attributes) === clientMessageId && (message.author ?? systemAuthor) === author
  );
}
