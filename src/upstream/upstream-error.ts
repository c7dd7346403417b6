import { GatewayError } from '../errors.ts';
import type { CallKind, HttpAnswer } from './call-context.ts';
import { TransportError } from './http-transport.ts';
import { twilioErrors, type TwilioErrorMeaning } from './twilio-error-table.ts';

/**
 * What remains of an error of the SDK or of the HTTP client once everything that may carry credentials, addresses or Twilio's
 * own words is gone: its class, a code, a status. For the log only.
 */
export class UpstreamCause extends Error {
  override readonly name: string;
  readonly code: string | number | undefined;
  readonly status: number | undefined;
  /** Twilio's id of the request (`RQ…`), by which its support finds it. */
  readonly twilioRequestId: string | undefined;

  constructor(facts: {
    readonly name: string;
    readonly code?: string | number | undefined;
    readonly status?: number | undefined;
    readonly twilioRequestId?: string | undefined;
  }) {
    super(facts.status === undefined ? 'No answer from Twilio.' : `Twilio answered ${facts.status}.`);
    this.name = facts.name;
    this.code = facts.code;
    this.status = facts.status;
    this.twilioRequestId = facts.twilioRequestId;
  }
}

/** Twilio's own error code out of the body of an answer, in either of its two shapes; undefined where there is none. */
export function twilioCodeOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const code: unknown = Reflect.get(body, 'code');
  return typeof code === 'number' && Number.isSafeInteger(code) && code > 0 ? code : undefined;
}

/** The error for an answer that is not a success. */
export function errorOfAnswer(
  answer: HttpAnswer,
  options: { readonly kind: CallKind; readonly retryAfterMs?: number | undefined },
): GatewayError {
  const twilioCode = twilioCodeOf(answer.body);
  const meaning = meaningOf(answer.statusCode, twilioCode);
  const requestId = answer.headers['twilio-request-id'];
  const cause = new UpstreamCause({
    name: 'TwilioAnswer',
    code: twilioCode,
    status: answer.statusCode,
    twilioRequestId: typeof requestId === 'string' ? requestId : undefined,
  });
  // A service that fails half way may have created what it was asked for: repeating is safe for idempotent requests only.
  if (answer.statusCode >= 500 && options.kind === 'create') return deliveryUnknown(cause);
  return new GatewayError(meaning.code, meaning.message, {
    twilioCode,
    field: meaning.field,
    retryAfterMs:
      meaning.code === 'RATE_LIMITED' ? (options.retryAfterMs ?? retryAfterGuessMs) : options.retryAfterMs,
    cause,
  });
}

/** The error for a request that got no answer. */
export function errorOfTransport(error: TransportError, kind: CallKind): GatewayError {
  const cause = new UpstreamCause({ name: error.name, code: error.code });
  if (error.failure === 'notSent')
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'Twilio cannot be reached. Nothing was done; try again later.',
      {
        cause,
      },
    );
  if (error.failure === 'unreadable')
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', "Twilio's answer is too large or no HTTP.", {
      cause,
    });
  if (kind !== 'read') return deliveryUnknown(cause);
  return error.code === attemptTimedOutCode
    ? new GatewayError('UPSTREAM_TIMEOUT', 'Twilio did not answer in time.', { cause })
    : new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection to Twilio broke; try again later.', { cause });
}

/** The code of a {@link TransportError} for an attempt that took too long. */
export const attemptTimedOutCode = 'ATTEMPT_TIMED_OUT';

/** The error for a write of which nobody knows whether it happened. */
export function deliveryUnknown(cause: unknown): GatewayError {
  return new GatewayError(
    'DELIVERY_UNKNOWN',
    'The write may or may not have happened: the answer of Twilio was lost. Look before doing it again.',
    { cause },
  );
}

/**
 * Turns whatever a call threw into a `GatewayError`: errors of ours as they are, the SDK's two exceptions by the answer they
 * were made of, and anything else that came with an answer as an answer that is not in Twilio's format.
 * @param answer the final answer, undefined when there was none.
 */
export function toGatewayError(
  thrown: unknown,
  context: { readonly kind: CallKind; readonly answer: HttpAnswer | undefined },
): GatewayError {
  const { kind, answer } = context;
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof TransportError) return errorOfTransport(thrown, kind);
  if (answer !== undefined && answer.statusCode >= 400) return errorOfAnswer(answer, { kind });
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  if (answer !== undefined)
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', "Twilio's answer is not in its documented format.", {
      cause: new UpstreamCause({ name, status: answer.statusCode }),
    });
  return errorOfException(thrown, name, kind);
}

/** Milliseconds after which to try again when Twilio refuses for its load and names no time. */
const retryAfterGuessMs = 1_000;

/** An exception of the SDK without its answer at hand: it still has a status and a code. */
function errorOfException(thrown: unknown, name: string, kind: CallKind): GatewayError {
  const status: unknown = thrown instanceof Error ? Reflect.get(thrown, 'status') : undefined;
  if (thrown instanceof Error && typeof status === 'number')
    return errorOfAnswer(
      { statusCode: status, headers: {}, body: { code: Reflect.get(thrown, 'code') } },
      { kind },
    );
  return new GatewayError('INTERNAL_SERVER_ERROR', 'A call to Twilio could not be made.', {
    cause: new UpstreamCause({ name }),
  });
}

function meaningOf(status: number, twilioCode: number | undefined): TwilioErrorMeaning {
  const known = twilioCode === undefined ? undefined : twilioErrors.get(twilioCode);
  // The code says more than the status; but a fault of the server is one, whatever code it gives.
  if (known !== undefined && (status < 500 || known.code === 'UPSTREAM_UNAVAILABLE')) return known;
  const byStatus = twilioErrors.get(codesByStatus[status] ?? 0);
  if (byStatus !== undefined) return byStatus;
  if (status >= 500) return { code: 'UPSTREAM_UNAVAILABLE', message: 'Twilio is failing; try again later.' };
  if (status < 400)
    return { code: 'UPSTREAM_INVALID_RESPONSE', message: "Twilio's answer is not in its documented format." };
  return { code: 'UPSTREAM_REFUSED', message: 'Twilio refused the request for a reason of its own.' };
}

/** The general code that stands for a status, for answers that carry no code of their own or one we do not know. */
const codesByStatus: Readonly<Record<number, number>> = { 401: 20003, 404: 20404, 409: 20409, 429: 20429 };
