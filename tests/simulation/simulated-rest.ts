import { GatewayError } from '../../src/errors.ts';
import type { CallOptions } from '../../src/upstream/conversations-api.ts';
import type { FaultRates } from './schedule.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The way to Twilio's REST and back, with all that can befall a read on it. */
export interface SimulatedRest {
  /**
   * Answers a read after a while, refuses it, or lets it time out.
   * @param read what Twilio shows at a time, which may be a moment ago
   */
  answer<Result>(call: CallOptions | undefined, read: (time: number) => Result): Promise<Result>;
  /** Until then every read is refused. */
  refuseUntil(time: number): void;
  /** From now on nothing fails. */
  heal(): void;
  readonly reads: number;
}

/** A way with the faults of the rates. */
export function createSimulatedRest(options: {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly rates: FaultRates;
}): SimulatedRest {
  const { clock, random } = options;
  let { rates } = options;
  let refusedUntil = 0;
  let reads = 0;
  return {
    answer(call, read) {
      reads += 1;
      const [fate, staleness, age, latency] = [random(), random(), random(), random()];
      return new Promise((resolve, reject) => {
        const after = (delayMs: number, run: () => void) =>
          clock.setTimer(() => {
            clock.unsettle();
            // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
            if (call?.signal?.aborted) reject(call.signal.reason);
            else run();
          }, delayMs);
        if (clock.now() < refusedUntil || fate < rates.refuseRead) {
          const retryAfterMs = staleness < 0.5 ? 1_000 : undefined;
          after(20, () => reject(new GatewayError('RATE_LIMITED', 'Too many calls.', { retryAfterMs })));
          return;
        }
        if (fate < rates.refuseRead + rates.timeOutRead) {
          after(5_000, () => reject(new GatewayError('UPSTREAM_TIMEOUT', 'No answer in time.')));
          return;
        }
        const arrivalMs = 10 + latency * 60;
        after(arrivalMs, () => {
          const time = clock.now() - (staleness < rates.staleRead ? age * rates.staleReadMsMax : 0);
          try {
            const result = read(time);
            after(arrivalMs, () => resolve(result));
          } catch (error) {
            // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what the read threw
            after(arrivalMs, () => reject(error));
          }
        });
      });
    },
    refuseUntil(time) {
      refusedUntil = Math.max(refusedUntil, time);
    },
    heal() {
      refusedUntil = 0;
      rates = { ...rates, refuseRead: 0, timeOutRead: 0 };
    },
    get reads() {
      return reads;
    },
  };
}
