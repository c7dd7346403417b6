import { setMaxListeners } from 'node:events';
import { type Clock, sleep } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi, NewMessage } from '../upstream/conversations-api.ts';
import { createSendAttempts, type SendAttempts } from './send-attempts.ts';
import {
  createLookBack,
  defaultLookBackDelays,
  type LookBackDelays,
  systemAuthor,
} from './send-look-back.ts';
import type { SendClaim, SendKey, SendLedger, SendOutcome } from './send-ledger.ts';
import { createSendOrder } from './send-order.ts';
import { createSendQueue, type SendTurn } from './send-queue.ts';

/** How long a send may take, waiting included, in milliseconds. */
export const sendTimeoutMs = 30_000;

/** Options of {@link createMessageSender}. */
export interface MessageSenderOptions {
  readonly ledger: SendLedger;
  /** The shared view of Twilio, with which messages that were sent before are read. */
  readonly api: Pick<ConversationsApi, 'getMessage'>;
  /** Twilio without a cache in between: what is looked for must not come from a read that began before. */
  readonly uncachedApi: Pick<ConversationsApi, 'listMessages'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Messages that may wait in one conversation. @default 100 */
  readonly waitingMax?: number | undefined;
  /** @default defaultLookBackDelays */
  readonly lookBackDelays?: LookBackDelays | undefined;
}

/** A message to be sent once. */
export interface Sending {
  readonly conversationSid: string;
  readonly clientMessageId: string;
  /** Its attributes hold the clientMessageId. */
  readonly message: NewMessage;
  /** Resolves when the author may send, rejects when not; nothing is sent before. */
  readonly authorize: () => Promise<unknown>;
  /** The request's own view of Twilio, so that it reads what it wrote. */
  readonly api: Pick<ConversationsApi, 'createMessage'>;
}

/**
 * Sends each message once. Twilio has no idempotency key for messages, so a message carries an id of its own in its attributes: when
 * nobody knows whether an attempt landed, the conversation is looked through for the id, 2 s and 8 s after the attempt, and only
 * then is the message sent again. The ledger remembers ids for 24 hours, so that the same id again gives the same message.
 */
export interface MessageSender {
  /**
   * Of several sends with one id of one author in a conversation, concurrent or later, the first one counts: the others get its
   * message, as it is by then, whatever they say themselves.
   * @throws {GatewayError} DELIVERY_UNKNOWN with the `clientMessageId` when it stays unknown whether the message landed; the same id
   * again looks before it sends.
   * @throws {GatewayError} RATE_LIMITED with `retryAfterMs` when the turn would not come in time: nothing was done.
   * @throws {GatewayError} NOT_FOUND when the message was sent before and has been deleted since.
   * @throws whatever `authorize` and Twilio refuse with: nothing was done.
   */
  send(sending: Sending): Promise<Message>;
  /** Messages that wait for those before them in their conversation. */
  readonly waiting: number;
  /** Ends all waiting: what is in doubt is told to be, everybody else is sent away. */
  close(): void;
}

/** A sender for all conversations, to be made once. */
export function createMessageSender(options: MessageSenderOptions): MessageSender {
  const { ledger, api, uncachedApi, clock, log } = options;
  const delays = options.lookBackDelays ?? defaultLookBackDelays;
  const closing = new AbortController();
  // As many listeners as messages are in doubt: one for each conversation and author at most, and each one leaves.
  setMaxListeners(0, closing.signal);
  const order = createSendOrder(options.waitingMax);
  const queue = createSendQueue({ clock, waitingMax: options.waitingMax });
  const lookBack = createLookBack({ api: uncachedApi, clock, log, closing: closing.signal, delays });

  /** Claims in the order in which the sends were asked for, and takes a place in the queue where there is something to send. */
  async function begin(job: Job): Promise<Begun> {
    const { key, sending, deadlineAt } = job;
    const place = order.join(JSON.stringify([key.conversationSid, key.author]));
    try {
      await sending.authorize();
      await place.turn;
      if (clock.now() >= deadlineAt) throw tooLate();
      const result = await claimOf(key);
      return result.kind === 'claimed' ? { result, turn: enterQueue(job) } : { result };
    } finally {
      place.leave();
    }
  }

  function enterQueue({ key, deadlineAt }: Job): Promise<SendTurn> {
    const turn = queue.enter({ ...key, deadlineAt });
    // Whoever awaits it gets the refusal; it may come before that.
    turn.catch(() => {});
    return turn;
  }

  /** @throws {GatewayError} DELIVERY_UNKNOWN when the ledger does not answer: the id may have been sent before. */
  async function claimOf(key: SendKey): Promise<SendClaim> {
    try {
      return await ledger.claim(key);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'OVERLOADED') throw error;
      log.warn('The ledger of sends could not be read.', { error });
      throw deliveryUnknown(key, error);
    }
  }

  async function deliver(job: Job, claim: Claimed, turn: Promise<SendTurn>): Promise<Message> {
    const { key } = job;
    const attempts = createSendAttempts({ clock, delays, earlier: claim.doubt });
    let outcome: SendOutcome = { kind: 'released' };
    try {
      const message = await sendOnce(job, { attempts, turn: await turn, forgotten: claim.forgotten });
      outcome = { kind: 'sent', messageSid: message.sid };
      return message;
    } catch (error) {
      const doubt = attempts.doubt();
      if (doubt === null) throw error;
      outcome = { kind: 'unknown', ...doubt };
      throw isForeseen(error) ? deliveryUnknown(key, error) : error;
    } finally {
      await settle(key, { token: claim.token, outcome });
    }
  }

  async function sendOnce(
    { key, sending, deadlineAt }: Job,
    { attempts, turn, forgotten }: Sendable,
  ): Promise<Message> {
    try {
      for (;;) {
        const inDoubt = attempts.inDoubt();
        if (inDoubt !== null) {
          turn.holdOthers(inDoubt.certainAt);
          const found = await lookBack.settle({ key, deadlineAt, ...inDoubt });
          if (found) return found;
          if (found === undefined) throw deliveryUnknown(key);
          attempts.clear();
        }
        if (clock.now() >= deadlineAt) throw tooLate();
        if (forgotten.aborted) throw deliveryUnknown(key);
        attempts.begin();
        try {
          const call = { deadlineAt, signal: forgotten };
          return await sending.api.createMessage(key.conversationSid, sending.message, call);
        } catch (error) {
          if (!forgotten.aborted && !mayHaveLanded(error)) throw error;
          attempts.doubtLast();
          log.warn('It is not known whether a message landed.', { error });
          // Whoever asks again claims it anew, with the doubt that it was attempted.
          if (forgotten.aborted) throw deliveryUnknown(key, error);
          if (!isForeseen(error)) throw error;
        }
      }
    } finally {
      turn.leave();
    }
  }

  async function settle(
    key: SendKey,
    claim: { readonly token: string; readonly outcome: SendOutcome },
  ): Promise<void> {
    try {
      await ledger.settle(key, claim);
    } catch (error) {
      // The claim runs out by itself, and whoever takes it then looks before sending.
      log.warn('The ledger of sends could not be written.', { error });
    }
  }

  /** The message that an earlier send made. Twilio may not show to every reader at once what it took. */
  async function readAgain(key: SendKey, { messageSid, sentAgoMs }: Sent): Promise<Message> {
    const target = { conversationSid: key.conversationSid, sid: messageSid };
    const delaysMs = sentAgoMs < settlingMs ? readAgainDelaysMs : [];
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await api.getMessage(target, { priority: 'userWrite', fresh: attempt > 0 });
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') throw error;
        const delayMs = delaysMs[attempt];
        if (delayMs === undefined) throw deletedSince(error);
        await sleep(clock, delayMs, closing.signal);
      }
    }
  }

  return {
    async send(sending) {
      const key: SendKey = {
        conversationSid: sending.conversationSid,
        author: sending.message.author ?? systemAuthor,
        clientMessageId: sending.clientMessageId,
      };
      const job: Job = { key, sending, deadlineAt: clock.now() + sendTimeoutMs };
      let { result, turn } = await begin(job);
      while (result.kind === 'pending') {
        const timeoutMs = job.deadlineAt - clock.now();
        if (timeoutMs <= 0 || closing.signal.aborted) throw deliveryUnknown(key);
        await ledger.waitForOutcome(key, { timeoutMs });
        result = await claimOf(key);
      }
      if (result.kind === 'sent') return readAgain(key, result);
      return deliver(job, result, (turn ??= enterQueue(job)));
    },
    get waiting() {
      return queue.waiting;
    },
    close() {
      closing.abort(new GatewayError('NOT_STARTED', 'The gateway is stopping.'));
      queue.close();
    },
  };
}

/** A send on its way. */
interface Job {
  readonly key: SendKey;
  readonly sending: Sending;
  /** In milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/** What the first claim of a job met, and its place in the queue where there is something to send. */
interface Begun {
  readonly result: SendClaim;
  readonly turn?: Promise<SendTurn> | undefined;
}

/** What it takes to attempt a message. */
interface Sendable {
  readonly attempts: SendAttempts;
  readonly turn: SendTurn;
  readonly forgotten: AbortSignal;
}

type Claimed = Extract<SendClaim, { kind: 'claimed' }>;
type Sent = Extract<SendClaim, { kind: 'sent' }>;

/** How long Twilio may take to show a new message to every reader, in milliseconds. */
const settlingMs = 10_000;
const readAgainDelaysMs: readonly number[] = [250, 1_000, 2_000];

/** Codes after which nobody knows whether the message was created; all others say that it was not. */
const uncertainCodes: ReadonlySet<string> = new Set([
  'DELIVERY_UNKNOWN',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
  'INTERNAL_SERVER_ERROR',
]);

function mayHaveLanded(error: unknown): boolean {
  return !(error instanceof GatewayError) || uncertainCodes.has(error.code);
}

/** Whether looking and sending again can help; a bug is better shown. */
function isForeseen(error: unknown): boolean {
  return error instanceof GatewayError && error.code !== 'INTERNAL_SERVER_ERROR';
}

function deliveryUnknown({ clientMessageId }: SendKey, cause?: unknown): GatewayError {
  return new GatewayError(
    'DELIVERY_UNKNOWN',
    'It is not known whether the message was sent. Send it again with the same `clientMessageId`: it is looked for first, and never sent twice.',
    { clientMessageId, cause },
  );
}

function deletedSince(cause: unknown): GatewayError {
  return new GatewayError('NOT_FOUND', 'The message was sent, and has been deleted since.', { cause });
}

function tooLate(): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'The message could not be sent in time. Nothing was done; try again.',
    { retryAfterMs: 1_000 },
  );
}
