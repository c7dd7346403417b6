import { getNamedType, type GraphQLResolveInfo, isObjectType, isUnionType } from 'graphql';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { UserErrorCode } from './generated/resolver-types.ts';

/** A refusal as a payload lists it. */
export interface Refusal {
  readonly __typename: RefusalType;
  readonly code: UserErrorCode;
  readonly message: string;
  readonly field: string | null;
  readonly retryAfterMs: number;
  readonly clientMessageId: string | null;
}

/** The types of the schema that implement UserError. */
export type RefusalType =
  | 'Conflict'
  | 'ConversationClosed'
  | 'DeliveryUnknown'
  | 'Forbidden'
  | 'InvalidInput'
  | 'LimitExceeded'
  | 'NotFound'
  | 'RateLimited';

const refusals: {
  readonly [Code in ErrorCode]?: { readonly type: RefusalType; readonly code: UserErrorCode };
} = {
  BAD_USER_INPUT: { type: 'InvalidInput', code: 'BAD_USER_INPUT' },
  FORBIDDEN: { type: 'Forbidden', code: 'FORBIDDEN' },
  NOT_FOUND: { type: 'NotFound', code: 'NOT_FOUND' },
  ALREADY_EXISTS: { type: 'Conflict', code: 'ALREADY_EXISTS' },
  CONFLICT: { type: 'Conflict', code: 'CONFLICT' },
  CONVERSATION_CLOSED: { type: 'ConversationClosed', code: 'CONVERSATION_CLOSED' },
  LIMIT_EXCEEDED: { type: 'LimitExceeded', code: 'LIMIT_EXCEEDED' },
  RATE_LIMITED: { type: 'RateLimited', code: 'RATE_LIMITED' },
  DELIVERY_UNKNOWN: { type: 'DeliveryUnknown', code: 'DELIVERY_UNKNOWN' },
};

/** What a client is told to wait where nothing better is known. */
const retryAfterMsDefault = 1_000;

/**
 * Answers a mutation: its result, or the refusal that the payload's `errors` can hold. What the schema does not foresee for this
 * mutation stays a top-level error.
 */
export async function answer<Payload extends object>(
  info: GraphQLResolveInfo,
  act: () => Promise<Payload>,
): Promise<Payload & { readonly errors: readonly Refusal[] }> {
  try {
    return { ...(await act()), errors: [] };
  } catch (error) {
    const refusal = error instanceof GatewayError ? toRefusal(error) : null;
    if (refusal === null || !foreseenRefusals(info).has(refusal.__typename)) throw error;
    // The payload's other fields are nullable, and null when refused.
    return { errors: [refusal] } as Payload & { readonly errors: readonly Refusal[] };
  }
}

function toRefusal(error: GatewayError): Refusal | null {
  const refusal = refusals[error.code];
  if (!refusal) return null;
  return {
    __typename: refusal.type,
    code: refusal.code,
    message: error.message,
    field: error.details.field ?? null,
    retryAfterMs: error.details.retryAfterMs ?? retryAfterMsDefault,
    clientMessageId: error.details.clientMessageId ?? null,
  };
}

function foreseenRefusals(info: GraphQLResolveInfo): ReadonlySet<string> {
  const payload = getNamedType(info.returnType);
  const errors = isObjectType(payload) ? payload.getFields()['errors'] : undefined;
  const union = errors && getNamedType(errors.type);
  return new Set(isUnionType(union) ? union.getTypes().map(({ name }) => name) : []);
}
