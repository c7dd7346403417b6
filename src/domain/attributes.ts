import { GatewayError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../model.ts';

/** The most that Twilio holds of attributes, in bytes of JSON text. A user's limit is not published; a participant's is taken. */
export const attributesBytesMax = {
  conversation: 16 * 1_024,
  message: 4 * 1_024,
  participant: 4 * 1_024,
  user: 4 * 1_024,
} as const;

/**
 * The one key of a message's attributes that is the gateway's own: it holds the clientMessageId, is hidden from readers, kept when
 * attributes are replaced, and counted in the 4 KB. It travels with the message, so that every instance and every webhook tells it.
 */
const clientMessageIdKey = '_clientMessageId';

/** @throws {GatewayError} BAD_USER_INPUT unless `attributes` is a JSON object of at most `bytesMax` bytes without the reserved key. */
export function requireAttributes(attributes: JsonValue, bytesMax: number): asserts attributes is JsonObject {
  if (!isJsonObject(attributes)) {
    throw new GatewayError('BAD_USER_INPUT', '`attributes` has to be a JSON object.', {
      field: 'attributes',
    });
  }
  if (clientMessageIdKey in attributes) {
    throw new GatewayError(
      'BAD_USER_INPUT',
      `The key \`${clientMessageIdKey}\` of \`attributes\` is reserved.`,
      {
        field: 'attributes',
      },
    );
  }
  requireAttributesSize(attributes, bytesMax);
}

/** The attributes that Twilio is to store for a message. */
export function composeMessageAttributes(
  attributes: JsonValue | undefined,
  clientMessageId: string | null | undefined,
): JsonObject | undefined {
  if (attributes === undefined && !clientMessageId) return undefined;
  requireAttributes(attributes ?? {}, attributesBytesMax.message);
  const composed: JsonObject = {
    ...((attributes ?? {}) as JsonObject),
    ...(clientMessageId ? { [clientMessageIdKey]: clientMessageId } : {}),
  };
  requireAttributesSize(composed, attributesBytesMax.message);
  return composed;
}

/** A message's attributes without the gateway's own key. */
export function visibleAttributes(attributes: JsonValue): JsonValue {
  if (!isJsonObject(attributes) || !(clientMessageIdKey in attributes)) return attributes;
  const { [clientMessageIdKey]: _hidden, ...visible } = attributes;
  return visible;
}

/** The id that the sender's client gave a message; null without one. */
export function clientMessageIdOf(attributes: JsonValue): string | null {
  if (!isJsonObject(attributes)) return null;
  const id = attributes[clientMessageIdKey];
  return typeof id === 'string' ? id : null;
}

function requireAttributesSize(attributes: JsonObject, bytesMax: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  if (bytes <= bytesMax) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`attributes\` takes ${bytes} bytes as JSON; at most ${bytesMax} are allowed.`,
    {
      field: 'attributes',
    },
  );
}

/** Whether a JSON value is an object, and neither null nor an array. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
