import { createMemorySendLedger } from '../../../src/domain/memory-send-ledger.ts';
import { createMessageSender } from '../../../src/domain/send-message.ts';
import type { SendLedger } from '../../../src/domain/send-ledger.ts';
import { composeMessageAttributes } from '../../../src/domain/attributes.ts';
import { GatewayError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import type { Message } from '../../../src/model.ts';
import type { ConversationsApi, NewMessage } from '../../../src/upstream/conversations-api.ts';
import { createManualClock, type ManualClock } from '../upstream/manual-clock.ts';

/** What one attempt to create a message meets at Twilio. */
export interface Meeting {
  /** Milliseconds after the attempt began at which the message lands; null when it never does. @default 0 */
  readonly landsAfterMs?: number | null;
  /** Milliseconds after the attempt began at which its answer arrives. @default 100 */
  readonly answersAfterMs?: number;
  /** What is answered in place of the message. */
  readonly error?: Error;
}

export const lost = new GatewayError('DELIVERY_UNKNOWN', 'The answer was lost.');
export const lostAfterLanding: Meeting = { error: lost };
export const lostOnTheWay: Meeting = { error: lost, landsAfterMs: null };

/** A stand-in for Twilio's messages, on the test's own clock, that meets each attempt as the test says. */
export interface FakeTwilio extends Pick<ConversationsApi, 'createMessage' | 'getMessage' | 'listMessages'> {
  /** What landed so far, oldest first. */
  readonly messages: readonly Message[];
  /** When attempts began, in milliseconds since the start of the test. */
  readonly attemptedAt: readonly number[];
  /** When the conversation was read, in milliseconds since the start of the test. */
  readonly readAt: readonly number[];
  /** What attempts meet from now on, one after the other; afterwards all is well. */
  meet(meetings: readonly Meeting[]): void;
  /** What every attempt meets that `meet` says nothing of. */
  meetBy(choose: () => Meeting): void;
  /** What reads fail with from now on. */
  failReads(error: Error | null): void;
  remove(sid: string): void;
}

export function createFakeTwilio(clock: ManualClock): FakeTwilio {
  const startedAt = clock.now();
  const messages: Message[] = [];
  const attemptedAt: number[] = [];
  const readAt: number[] = [];
  let meetings: Meeting[] = [];
  let choose = (): Meeting => ({});
  let readError: Error | null = null;

  const land = (conversationSid: string, { author, body, attributes }: NewMessage): Message => {
    const index = (messages.at(-1)?.index ?? -1) + 1;
    const at = new Date(Math.floor(clock.now() / 1_000) * 1_000);
    const message: Message = {
      sid: `IM${String(index).padStart(32, '0')}`,
      conversationSid,
      index,
      author: author ?? 'system',
      participantSid: null,
      body: body ?? null,
      attributes: attributes ?? {},
      media: [],
      contentSid: null,
      delivery: null,
      createdAt: at,
      updatedAt: at,
    };
    messages.push(message);
    return message;
  };

  return {
    messages,
    attemptedAt,
    readAt,
    meet(next) {
      meetings = [...next];
    },
    meetBy(next) {
      choose = next;
    },
    failReads(error) {
      readError = error;
    },
    remove(sid) {
      messages.splice(
        messages.findIndex((message) => message.sid === sid),
        1,
      );
    },
    createMessage(conversationSid, message) {
      attemptedAt.push(clock.now() - startedAt);
      const { landsAfterMs = 0, answersAfterMs = 100, error } = meetings.shift() ?? choose();
      let landed: Message | undefined;
      if (landsAfterMs !== null)
        clock.setTimer(() => {
          landed = land(conversationSid, message);
        }, landsAfterMs);
      return new Promise((resolve, reject) => {
        clock.setTimer(() => {
          if (error === undefined && landed !== undefined) resolve(landed);
          else reject(error ?? new Error('The message was answered before it landed.'));
        }, answersAfterMs);
      });
    },
    async getMessage({ sid }) {
      const found = messages.find((message) => message.sid === sid);
      if (found === undefined) throw new GatewayError('NOT_FOUND', 'There is no such message.');
      return found;
    },
    async listMessages({ pageSize = 50, pageToken }) {
      readAt.push(clock.now() - startedAt);
      if (readError !== null) throw readError;
      const from = Number(pageToken ?? 0);
      const items = messages.toReversed().slice(from, from + pageSize);
      const next = from + pageSize;
      return { items, nextPageToken: next < messages.length ? String(next) : null };
    },
  };
}

/** A sender over a fake Twilio; another `instance` is another sender over the same Twilio and the same ledger. */
export function setUpSender(
  options: { readonly ledger?: SendLedger; readonly authorize?: () => Promise<unknown> } = {},
) {
  const clock = createManualClock();
  const twilio = createFakeTwilio(clock);
  const ledger = options.ledger ?? createMemorySendLedger({ clock });
  const instance = () =>
    createMessageSender({ ledger, api: twilio, uncachedApi: twilio, clock, log: silentLog });
  const sender = instance();
  const send = (
    clientMessageId: string,
    {
      by = sender,
      author = 'alice',
      conversationSid = 'CH1',
      body = clientMessageId,
      authorize = options.authorize ?? (async () => {}),
    }: {
      readonly by?: ReturnType<typeof instance>;
      readonly author?: string;
      readonly conversationSid?: string;
      readonly body?: string;
      readonly authorize?: () => Promise<unknown>;
    } = {},
  ) => {
    const attributes = composeMessageAttributes({}, clientMessageId);
    const sending = by.send({
      conversationSid,
      clientMessageId,
      message: { author, body, attributes },
      authorize,
      api: twilio,
    });
    return outcomeOf(sending);
  };
  return { clock, twilio, ledger, sender, instance, send };
}

/** The message or the error as a value, so that a rejection is never left unhandled. */
export interface SendResult {
  readonly message?: Message;
  readonly error?: unknown;
}

function outcomeOf(sending: Promise<Message>): Promise<SendResult> {
  return sending.then(
    (message) => ({ message }),
    (error: unknown) => ({ error }),
  );
}
