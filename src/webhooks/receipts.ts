import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';

/** That an event reached the gateway: what an operator may know of it, and nothing of its content. */
export interface WebhookReceipt {
  /** The same for the same event, whichever instance is asked. */
  readonly id: string;
  /** Such as `MessageAdded`. */
  readonly kind: GatewayEvent['kind'];
  /** Null for changes of a user. */
  readonly conversationSid: string | null;
  /** When it happened by Twilio's clock, in milliseconds since the epoch. */
  readonly occurredAt: number;
  /** When it arrived by the gateway's clock, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** The newest events of a gateway, and the question for them that only holders of the auth token can ask. */
export interface WebhookReceipts {
  /** Takes note of an event. */
  note(event: GatewayEvent): void;
  /** Answers a signed question; undefined where the request is none. */
  answer(request: HttpRequest): HttpAnswer | undefined;
}

/** Options of {@link createWebhookReceipts}. */
export interface WebhookReceiptsOptions {
  /** The auth tokens with which questions may be signed. */
  readonly authTokens: () => readonly string[];
  /** Receipts that are kept; the oldest give way. @default 200 */
  readonly receiptsMax?: number | undefined;
  readonly clock: Clock;
}

/** The header that makes a GET of the webhook path a question for receipts. */
export const receiptsHeader = 'x-receipts-signature';

/** A question is answered for this long, in milliseconds, so that one that was overheard is soon worth nothing. */
const questionTtlMs = 5 * 60_000;

/** Remembers the newest events of this instance, and through the bus those of all that share its engine. */
export function createWebhookReceipts(options: WebhookReceiptsOptions): WebhookReceipts {
  const { authTokens, receiptsMax = 200, clock } = options;
  const receipts: WebhookReceipt[] = [];
  return {
    note(event) {
      receipts.push({
        id: createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 16),
        kind: event.kind,
        conversationSid: event.kind === 'UserChanged' ? null : event.conversationSid,
        occurredAt: event.occurredAt.getTime(),
        receivedAt: clock.wallTime(),
      });
      if (receipts.length > receiptsMax) receipts.shift();
    },
    answer({ method, headers }) {
      const given = headers.get(receiptsHeader);
      if (method !== 'GET' || given === undefined) return undefined;
      const askedAt = Number(given.split('.', 1)[0]);
      const isFresh = Math.abs(clock.wallTime() - askedAt) <= questionTtlMs;
      const isSigned = authTokens().some((token) => isEqual(given, signReceiptsQuestion(token, askedAt)));
      if (!isSigned)
        return json(403, { message: 'The question is not signed with an auth token of this gateway.' });
      if (!isFresh)
        return json(403, { message: 'The question is older than 5 minutes by the clock of the gateway.' });
      return json(200, { receipts });
    },
  };
}

/** Has the GET of the webhook path answer questions for receipts, and everything else reach the receiver. */
export function withReceipts(receive: HttpHandler, receipts: WebhookReceipts): HttpHandler {
  return async (request) => receipts.answer(request) ?? receive(request);
}

/** The value of {@link receiptsHeader} for a question at a time, in milliseconds since the epoch. */
export function signReceiptsQuestion(authToken: string, askedAt: number): string {
  // A key of its own: what is signed here is never mistaken for what Twilio signs with the token itself.
  const key = Buffer.from(
    hkdfSync('sha256', authToken, 'twilio-conversations-graphql', 'webhook receipts', 32),
  );
  return `${askedAt}.${createHmac('sha256', key).update(String(askedAt)).digest('base64url')}`;
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function json(status: number, body: object): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
