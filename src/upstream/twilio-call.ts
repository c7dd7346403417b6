import {
  type CallContext,
  type CallKind,
  type HttpAnswer,
  isSuccess,
  withCallContext,
  type WriteScope,
} from './call-context.ts';
import type { CallOptions } from './conversations-api.ts';
import { toGatewayError } from './upstream-error.ts';

/** One call through the SDK. */
export interface TwilioCall<Result> {
  readonly kind: CallKind;
  readonly options: CallOptions | undefined;
  /** What a write counts for; undefined for reads. */
  readonly writesTo?: WriteScope | undefined;
  /** Makes the SDK's call; its own reading of the answer is not used. */
  readonly send: () => Promise<unknown>;
  /** Reads the body of a successful answer. */
  readonly parse: (body: unknown) => Result;
}

/**
 * Makes a call and parses its answer. The SDK's instances are left aside for the payload as it came: they turn a missing date
 * into now, and cast where they should look.
 * @throws GatewayError for every failure.
 * @throws the signal's reason when the caller gave up.
 */
export async function callTwilio<Result>(call: TwilioCall<Result>): Promise<Result> {
  const { kind, options, send, parse, writesTo } = call;
  const signal = options?.signal;
  signal?.throwIfAborted();
  let answer: HttpAnswer | undefined;
  try {
    await new Promise<unknown>((resolve, reject) => {
      const context: CallContext = {
        kind,
        signal,
        writesTo,
        deadlineAt: options?.deadlineAt,
        priority: options?.priority ?? (kind === 'read' ? 'userRead' : 'userWrite'),
        onAnswer(final) {
          answer = final;
          if (isSuccess(final, kind)) resolve(final);
        },
      };
      withCallContext(context, send).then(resolve, reject);
    });
    return parse(answer?.body);
  } catch (error) {
    if (answer === undefined) signal?.throwIfAborted();
    throw toGatewayError(error, { kind, answer });
  }
}
