import type { HttpAnswer } from '../http-message.ts';

/** Where the gateway is in its life. `degraded` still takes work. */
export type ReadinessStatus = 'starting' | 'ready' | 'degraded' | 'draining';

/** Whether a balancer should send work here. */
export interface Readiness {
  readonly status: ReadinessStatus;
  /** What fails, by the words that `degrade` was given. */
  readonly degraded: readonly string[];
  /** Everything that has to be reached was reached. Says nothing once draining has begun. */
  markReady(): void;
  /** Something that the gateway can do without fails: a word from a small fixed set, such as `redis`. */
  degrade(reason: string): void;
  /** What failed is well again. */
  restore(reason: string): void;
  /** No more work from now on, for good. */
  drain(): void;
  /** What `/readyz` says: 200 while work is taken, else 503. */
  answer(): HttpAnswer;
}

/** The readiness of one gateway, `starting` at first. */
export function createReadiness(): Readiness {
  const reasons = new Set<string>();
  let phase: 'starting' | 'ready' | 'draining' = 'starting';
  const status = (): ReadinessStatus => (phase === 'ready' && reasons.size > 0 ? 'degraded' : phase);
  return {
    get status() {
      return status();
    },
    get degraded() {
      return [...reasons];
    },
    markReady() {
      if (phase === 'starting') phase = 'ready';
    },
    degrade: (reason) => void reasons.add(reason),
    restore: (reason) => void reasons.delete(reason),
    drain() {
      phase = 'draining';
    },
    answer: () => ({
      status: phase === 'ready' ? 200 : 503,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      body: JSON.stringify({ status: status(), ...(reasons.size > 0 && { degraded: [...reasons] }) }),
    }),
  };
}
