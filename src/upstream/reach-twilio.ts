import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';

/** Twilio is asked again after this long while it cannot be reached, in milliseconds. */
const retryMs = 2_000;

/** Asks until Twilio answers or `signal` aborts. Never rejects. */
export async function reachTwilio(options: {
  /** Asks once; rejects where Twilio cannot be reached. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly onReached: () => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> {
  const { ask, onReached, signal, clock, log } = options;
  while (!signal.aborted) {
    try {
      await ask(signal);
      onReached();
      return;
    } catch (error) {
      log.warn('Twilio cannot be reached yet.', { error });
      await sleep(clock, retryMs, signal).catch(() => undefined);
    }
  }
}
