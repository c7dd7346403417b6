import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';

/** Turns whatever was thrown into what a client may see. */
export type ErrorFormat = (error: unknown, requestId: string) => GraphQLFormattedError;

/**
 * The one border between our errors and GraphQL's, for HTTP and WebSocket alike. A `GatewayError` shows its code and message;
 * graphql-js' own complaints about a document or its variables show theirs; everything else is a bug, is logged in full under the
 * request id, and shows nothing but that id.
 */
export function createErrorFormat(options: { readonly log: Log }): ErrorFormat {
  return (error, requestId) => {
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    const cause = rootOf(error);
    if (cause instanceof GatewayError) {
      return { message: cause.message, ...place, extensions: extensionsOf(cause) };
    }
    if (cause instanceof GraphQLError) {
      return { message: cause.message, ...place, extensions: { code: codeOf(cause) } };
    }
    options.log.error('An operation failed unexpectedly.', { requestId, error: cause });
    const code: ErrorCode = 'INTERNAL_SERVER_ERROR';
    return {
      message: 'The gateway failed in an unforeseen way; its log has the details under the request id.',
      ...place,
      extensions: { code, requestId },
    };
  };
}

/** A `GatewayError`'s code and details as `extensions`, what is undefined left out. */
export function extensionsOf(error: GatewayError): { code: ErrorCode; [detail: string]: unknown } {
  const details = Object.entries(error.details).filter(([, value]) => value !== undefined);
  return { code: error.code, ...Object.fromEntries(details) };
}

/** The error under the wrappings that graphql-js puts around what a resolver throws. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  const { locations, path } = error.toJSON();
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

/** graphql-js gives its complaints no code; Apollo gives those it sees one of these, the WebSocket path the same ones. */
function codeOf(error: GraphQLError): string {
  const { code } = error.extensions;
  return typeof code === 'string' ? code : 'BAD_USER_INPUT';
}
