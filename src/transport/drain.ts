import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Readiness } from './readiness.ts';

/** Options of {@link drain}. */
export interface DrainOptions {
  readonly readiness: Pick<Readiness, 'drain'>;
  /** Closes the sockets, spread over `spreadMs`. */
  readonly closeSockets: (options: { readonly spreadMs: number }) => Promise<void>;
  /** Accepts no more requests and lets the running ones finish within `timeoutMs`. */
  readonly finishRequests: (options: { readonly timeoutMs: number }) => Promise<void>;
  /** How long balancers get to notice that the gateway is not ready any more, in milliseconds. @default 5_000 */
  readonly noticeMs?: number | undefined;
  /** Over which time sockets are closed, in milliseconds. @default 5_000 */
  readonly spreadMs?: number | undefined;
  /** Until when all of it is over, in milliseconds. @default 30_000 */
  readonly totalMs?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** What cutting off the last connections may take, in milliseconds, at the end of the total time. */
const cutMs = 500;

/**
 * Stops serving without anybody's work being lost: says that it is not ready, waits until balancers look elsewhere, closes the
 * sockets little by little, and lets running requests finish; all within `totalMs`. A step that fails or takes too long is
 * logged and the next one taken, so that a stop always ends. Never rejects.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { readiness, closeSockets, finishRequests, clock, log } = options;
  const { noticeMs = 5_000, spreadMs = 5_000, totalMs = 30_000 } = options;
  const endsAt = clock.now() + totalMs;
  const remainingMs = () => Math.max(0, endsAt - clock.now());

  const take = async (step: 'sockets' | 'requests', run: () => Promise<void>) => {
    const finished = Promise.resolve()
      .then(run)
      .catch((error: unknown) => {
        log.error('A step of the shutdown failed', { step, error });
      });
    await new Promise<void>((resolve) => {
      const cancelTimer = clock.setTimer(() => {
        log.warn('A step of the shutdown took too long', { step });
        resolve();
      }, remainingMs());
      void finished.then(resolve).finally(cancelTimer);
    });
  };

  readiness.drain();
  await sleep(clock, Math.min(noticeMs, remainingMs()));
  await take('sockets', () => closeSockets({ spreadMs: Math.min(spreadMs, remainingMs()) }));
  await take('requests', () => finishRequests({ timeoutMs: Math.max(0, remainingMs() - cutMs) }));
}
