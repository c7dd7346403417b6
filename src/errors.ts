/**
 * Every code that a client, a caller of the messaging service or an operator can meet: the HTTP status that fits it, and what
 * it means in words. The documentation is checked against this table.
 */
export const errorCodes = {
  UNAUTHENTICATED: {
    status: 401,
    meaning:
      'No bearer token came with the request, or it is not valid here (signature, issuer, audience, time).',
  },
  FORBIDDEN: { status: 403, meaning: 'The viewer may see this, but the role does not permit the action.' },
  NOT_FOUND: { status: 404, meaning: 'It does not exist, or the viewer may not know that it does.' },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'An argument or a field of the input is not acceptable; `field` names it where there is one.',
  },
  INVALID_CURSOR: {
    status: 400,
    meaning: 'The cursor was not handed out by this gateway, or belongs to another list.',
  },
  ALREADY_EXISTS: {
    status: 409,
    meaning: 'The unique name is taken, or the participant is already in the conversation.',
  },
  CONFLICT: {
    status: 409,
    meaning: 'Somebody else changed the same thing at the same time; read again and repeat.',
  },
  CONVERSATION_CLOSED: {
    status: 409,
    meaning: 'The conversation is closed for good: it can be read and deleted, nothing else.',
  },
  LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'A limit of Twilio is reached, such as participants in a conversation.',
  },
  OPERATION_TOO_COMPLEX: {
    status: 400,
    meaning: 'The operation has more of something than the gateway takes; `limit` names the limit.',
  },
  OPERATION_TOO_COSTLY: {
    status: 400,
    meaning: 'The operation may cause more calls to Twilio than one operation may. Nothing was sent.',
  },
  DOCUMENT_NOT_TRUSTED: {
    status: 400,
    meaning: 'The gateway answers only documents that it knows, and this is none of them.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: 'The request is larger than the gateway accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: 'The body is not sent as what the gateway reads.' },
  NOT_ACCEPTABLE: {
    status: 406,
    meaning: 'The client accepts no format in which the gateway answers; it has no server-sent events.',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'Too much at once; `retryAfterMs` tells when to try again. Nothing was done.',
  },
  OVERLOADED: { status: 503, meaning: 'The gateway has no room for more work now. Nothing was done.' },
  DELIVERY_UNKNOWN: {
    status: 504,
    meaning: 'The write may or may not have happened: the answer of Twilio was lost.',
  },
  UPSTREAM_TIMEOUT: { status: 504, meaning: 'Twilio did not answer in time.' },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    meaning: 'Twilio cannot be reached or answers with a fault of its own.',
  },
  UPSTREAM_AUTHENTICATION_FAILED: {
    status: 502,
    meaning: 'Twilio refused the credentials of the gateway; its operator has to act.',
  },
  UPSTREAM_REFUSED: {
    status: 502,
    meaning: 'Twilio refused the request for a reason of its own; `twilioCode` names it.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    status: 502,
    meaning: 'Twilio answered with something that is not its documented format.',
  },
  CONFIGURATION_INVALID: {
    status: 500,
    meaning: 'The configuration is incomplete or contradicts itself; the message names every fault.',
  },
  NOT_STARTED: { status: 500, meaning: 'The service was used before startUp, or after shutDown.' },
  ALREADY_STARTED: { status: 500, meaning: 'The service was started twice.' },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: 'A fault of the gateway; the log has the details under the request id.',
  },
} as const satisfies Record<string, { status: number; meaning: string }>;

/** A documented code. */
export type ErrorCode = keyof typeof errorCodes;

/** What an error may tell beside its code and message; each only where it applies. */
export interface ErrorDetails {
  /** Twilio's own error code, such as 50433. See https://www.twilio.com/docs/api/errors */
  readonly twilioCode?: number | undefined;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs?: number | undefined;
  /** The input field or argument at fault. */
  readonly field?: string | undefined;
  /** The limit that was passed, as its option is called. */
  readonly limit?: string | undefined;
  /** The id under which a send whose outcome is unknown can be repeated safely. */
  readonly clientMessageId?: string | undefined;
}

/**
 * An error of operation: foreseen, documented by its code, and fit to be shown. Its message names what was expected and what to
 * do, and holds no secret, no phone number and no address of a server. Whatever is thrown and is no `GatewayError` is a bug and
 * is shown to nobody.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
