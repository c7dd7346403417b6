import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Random } from '../../src/emulator/random.ts';
import { pause } from './pause.ts';

/** The secret with which tokens of a run are signed. */
export const tokenSecret = 'the secret with which the chaos run signs tokens';

/** Signs a token; with an identity of null, one of service scope. */
export function signToken(identity: string | null, ttlSeconds: number): Promise<string> {
  return new SignJWT({
    ...(identity === null ? { scope: 'service' } : { sub: identity }),
    iss: 'twilio-conversations-graphql',
    aud: 'twilio-conversations-graphql',
    exp: Math.floor(Date.now() / 1_000) + ttlSeconds,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(tokenSecret)));
}

/** An error of an answer. */
export interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

/** An answer of a gateway: data, or why there is none. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The codes of its errors; empty on success. */
  readonly codes: readonly string[];
  /** The origin of the gateway that gave it. */
  readonly origin: string;
}

/** A request that is worth asking again until somebody answers it. */
export interface Question {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who asks; null for a back end of service scope. */
  readonly identity: string | null;
  /** Says whether an answer settles the question; otherwise it is asked again. */
  readonly isSettledBy: (answer: Answer) => boolean;
  readonly signal?: AbortSignal;
}

/** All gateways, as one service behind a balancer that knows nothing of their health. */
export interface GraphqlEndpoint {
  /** Asks one gateway after another. Null when none settled it in time, or the signal aborted. */
  ask(question: Question): Promise<Answer | null>;
  /** How often each error code came in an answer. */
  codes(): ReadonlyMap<string, number>;
}

/** How long one attempt may take, in milliseconds: people lose patience sooner or later, and ask again while the first still runs. */
const attemptTimeoutMs = { min: 3_000, max: 20_000 };

/** Sends over HTTP to an origin that is chosen anew for each attempt. */
export function createGraphqlEndpoint({
  pickOrigin,
  random,
  questionTimeoutMs = 120_000,
}: {
  readonly pickOrigin: () => string;
  readonly random: Random;
  /** For all attempts of one question. @default 120_000 */
  readonly questionTimeoutMs?: number;
}): GraphqlEndpoint {
  const counts = new Map<string, number>();

  const attempt = async ({ document, variables, identity, signal }: Question): Promise<Answer | null> => {
    const timeoutMs = attemptTimeoutMs.min + random() * (attemptTimeoutMs.max - attemptTimeoutMs.min);
    const patience = AbortSignal.timeout(Math.round(timeoutMs));
    const origin = pickOrigin();
    try {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await signToken(identity, 300)}`,
        },
        body: JSON.stringify({ query: document, variables }),
        signal: signal ? AbortSignal.any([patience, signal]) : patience,
      });
      const { data = null, errors = [] } = (await response.json()) as {
        data?: Answer['data'];
        errors?: readonly AnswerError[];
      };
      const codes = [
        ...errors.map(({ extensions }) => extensions?.code ?? 'none'),
        ...Object.values(data ?? {}).flatMap(refusalCodes),
      ];
      for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
      return { data, codes, origin };
    } catch {
      // The network of this run is made to break.
      return null;
    }
  };

  return {
    codes: () => counts,
    async ask(question) {
      const giveUpAtMs = performance.now() + questionTimeoutMs;
      while (performance.now() < giveUpAtMs && !question.signal?.aborted) {
        const answer = await attempt(question);
        if (answer && question.isSettledBy(answer)) return answer;
        await pause(200 + random() * 400, question.signal);
      }
      return null;
    },
  };
}

/** The codes of a payload's `errors`. */
function refusalCodes(payload: unknown): readonly string[] {
  if (typeof payload !== 'object' || payload === null || !('errors' in payload)) return [];
  const { errors } = payload as { errors: readonly { code: string }[] };
  return errors.map(({ code }) => code);
}
