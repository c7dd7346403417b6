import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCodes, GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

/** Turns whatever was thrown into what a client may see. */
export type ErrorFormat = (error: unknown, requestId: string) => GraphQLFormattedError;

/**
 * The one border between our errors and GraphQL's, for HTTP and WebSocket alike. A `GatewayError` shows its code and message;
 * graphql-js' own complaints about a document or its variables show theirs; everything else is a bug, is logged in full under the
 * request id, and shows nothing but that id.
 */
export function createErrorFormat(options: {
  /** Whether complaints may suggest names out of the schema. */
  readonly suggestions: boolean;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'errors'>;
}): ErrorFormat {
  const { suggestions, log, metrics } = options;
  const format: ErrorFormat = (error, requestId) => {
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    const cause = rootOf(error);
    if (cause instanceof GatewayError) {
      return { message: cause.message, ...place, extensions: extensionsOf(cause) };
    }
    const code = error instanceof GraphQLError && cause instanceof GraphQLError ? codeOf(error, cause) : null;
    if (error instanceof GraphQLError && code !== null) {
      return {
        message: shorten(suggestions ? error.message : withoutSuggestion(error.message)),
        ...place,
        extensions: { code },
      };
    }
    if (cause instanceof DOMException && cause.name === 'AbortError') {
      // Nobody waits for it any more, and it is no fault.
      log.debug('An operation was given up.', { requestId });
      return { ...internalError(requestId), ...place };
    }
    log.error('An operation failed unexpectedly.', { requestId, error: cause });
    return { ...internalError(requestId), ...place };
  };
  return (error, requestId) => {
    const formatted = format(error, requestId);
    metrics.errors.inc({ code: codeLabel(formatted.extensions?.['code']) });
    return formatted;
  };
}

/** Codes of graphql-js' complaints, which are not in the table of errors. Extensions of the graph may throw any other code. */
const requestCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
]);

/** The code as a label: one of a fixed set. */
export function codeLabel(code: unknown): string {
  return typeof code === 'string' && (code in errorCodes || requestCodes.has(code)) ? code : 'other';
}

/** A `GatewayError`'s code and details as `extensions`, what is undefined left out. */
export function extensionsOf(error: GatewayError): { code: ErrorCode; [detail: string]: unknown } {
  const details = Object.entries(error.details).filter(([, value]) => value !== undefined);
  return { code: error.code, ...Object.fromEntries(details) };
}

/** All that is shown of a bug. */
export function internalError(requestId: string): GraphQLFormattedError {
  const code: ErrorCode = 'INTERNAL_SERVER_ERROR';
  return {
    message: 'The gateway failed in an unforeseen way; its log has the details under the request id.',
    extensions: { code, requestId },
  };
}

/** graphql-js quotes what it complains about, whole, in each of its complaints. */
const messageCharactersMax = 1_000;

/** graphql-js ends with it where names resemble one another, and so tells of a schema that is not to be known. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^?]*\?$/s, '');
}

function shorten(message: string): string {
  return message.length > messageCharactersMax ? `${message.slice(0, messageCharactersMax)}…` : message;
}

/** The error under the wrappings that graphql-js, and Apollo with a code of its own, put around it. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError && typeof root.extensions['code'] !== 'string') {
    root = root.originalError;
  }
  return root;
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  const { locations, path } = error.toJSON();
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

/**
 * Complaints about a request come with a code from whoever found the fault, or are about its variables. One that has a path comes out
 * of the execution itself, such as a value that a scalar cannot take: a bug, null here.
 */
function codeOf(error: GraphQLError, cause: GraphQLError): string | null {
  const code = error.extensions['code'] ?? cause.extensions['code'];
  if (typeof code === 'string') return code === 'INTERNAL_SERVER_ERROR' ? null : code;
  return error.path ? null : 'BAD_USER_INPUT';
}
