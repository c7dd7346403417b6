import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { ConversationsApi } from '../../src/upstream/conversations-api.ts';
import { createTwilioApi, type TwilioApi } from '../../src/upstream/twilio-api.ts';
import type { UpstreamLimits } from '../../src/upstream/upstream-connection.ts';
import { type StartedEmulator, startEmulator } from '../testkit/emulator.ts';

/** An emulator, the production API over it, and a conversation with alice and bob in it. */
export interface UpstreamSetup {
  readonly upstream: StartedEmulator;
  readonly api: TwilioApi;
  readonly conversationSid: string;
  /** Requests that reached the emulator since the set-up or the last clearing, as `METHOD path`. */
  requests(): string[];
}

/** Sets up; everything stops with the test. */
export async function setUpUpstream(
  options: { readonly limits?: UpstreamLimits; readonly random?: () => number } = {},
): Promise<UpstreamSetup> {
  const upstream = await startEmulator();
  const { accountSid, authToken, chatServiceSid, baseUrl } = upstream.emulator.config;
  const api = createTwilioApi({
    accountSid,
    authToken,
    chatServiceSid,
    baseUrl,
    clock: systemClock,
    random: options.random ?? Math.random,
    log: silentLog,
    metrics: createMetrics(),
    limits: options.limits,
  });
  onTestFinished(() => api.close());
  const { sid: conversationSid } = await api.createConversation({ friendlyName: 'chat', uniqueName: 'chat' });
  for (const identity of ['alice', 'bob']) await api.createParticipant(conversationSid, { identity });
  upstream.control.clearJournal();
  const requests = () => upstream.control.journal().map(({ method, path }) => `${method} ${path}`);
  return { upstream, api, conversationSid, requests };
}

/** An API whose answers can be held back after the upstream has given them. */
export interface HeldApi {
  readonly api: ConversationsApi;
  /**
   * Holds the answer to the next call of that name. `reached` resolves when the upstream has answered; `release` hands the
   * answer on.
   */
  hold(name: keyof ConversationsApi): { readonly reached: Promise<void>; release(): void };
}

/** Puts such a hold before `inner`. */
export function holdAnswers(inner: ConversationsApi): HeldApi {
  const holds = new Map<string | symbol, { onReached: () => void; released: Promise<void> }>();
  const api = new Proxy(inner, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...values: unknown[]) => {
        const held = holds.get(name);
        holds.delete(name);
        const result: unknown = await Reflect.apply(method, target, values);
        held?.onReached();
        await held?.released;
        return result;
      };
    },
    ownKeys: (target) => Reflect.ownKeys(target),
  });
  return {
    api,
    hold(name) {
      const { promise: reached, resolve: onReached } = withResolvers();
      const { promise: released, resolve: release } = withResolvers();
      holds.set(name, { onReached, released });
      return { reached, release };
    },
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
