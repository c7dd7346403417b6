import type { CallPriority } from './conversations-api.ts';

/**
 * What a call does upstream, and so when it may be repeated: a `create` sent twice makes two, an `update` sets the same values
 * again, a `delete` finds nothing left.
 */
export type CallKind = 'read' | 'create' | 'update' | 'delete';

/** What a write counts for at Twilio's ceilings: those of one conversation, or those of the service. */
export type WriteScope =
  | {
      readonly scope: 'conversation';
      /** A sid or a unique name. */
      readonly conversation: string;
      readonly isNewMessage: boolean;
    }
  | { readonly scope: 'service' };

/** The final answer to a call, as it came. */
export interface HttpAnswer {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON, or the text where it is none; an empty text where there was no body. */
  readonly body: unknown;
}

/** Whether Twilio did what it was asked to, with the status that goes with it. */
export function isSuccess({ statusCode }: HttpAnswer, kind: CallKind): boolean {
  return kind === 'read' ? statusCode === 200 : statusCode >= 200 && statusCode < 300;
}

/** How the call under way is to be made, and where its answer is put. */
export interface CallContext {
  readonly kind: CallKind;
  readonly priority: CallPriority;
  readonly signal: AbortSignal | undefined;
  /** Undefined for reads, and for writes without a published ceiling. */
  readonly writesTo?: WriteScope | undefined;
  /** When the caller's time is over, in milliseconds since the epoch; the policy's own bound holds as well. */
  readonly deadlineAt?: number | undefined;
  /** Called with the final answer, whatever its status; of the refusals alone the SDK is told, afterwards. */
  readonly onAnswer: (answer: HttpAnswer) => void;
}

// The SDK hands nothing of the caller's through to its HTTP client, so the context travels beside it. The SDK calls that client
// before it returns, so that one place is enough; an asynchronous context would make every promise of the process dearer.
let handedOver: CallContext | undefined;

/** Runs `call`, the SDK's, so that the HTTP client below it finds `context`. */
export function withCallContext<Result>(context: CallContext, call: () => Promise<Result>): Promise<Result> {
  handedOver = context;
  try {
    return call();
  } finally {
    handedOver = undefined;
  }
}

/** The context of the call that is being made; undefined outside {@link withCallContext}. To be asked before anything is awaited. */
export function currentCallContext(): CallContext | undefined {
  return handedOver;
}
