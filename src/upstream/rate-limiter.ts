import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { CallPriority } from './conversations-api.ts';
import { createWaitingLine, type Waiter } from './waiting-line.ts';

/** Options of {@link createRateLimiter}. */
export interface RateLimiterOptions {
  readonly clock: Clock;
  /** Calls under way at once to begin with. @default 100 */
  readonly concurrencyStart?: number | undefined;
  /** More calls than this are never under way at once. @default 200 */
  readonly concurrencyMax?: number | undefined;
  /** Calls that may wait at once; at the bound the least important one is refused with OVERLOADED. @default 1_000 */
  readonly queueMax?: number | undefined;
  /** A longer `Retry-After` is cut to this, so that one bad header does not silence the gateway. @default 60_000 */
  readonly pauseMaxMs?: number | undefined;
}

/** Who asks for a slot. */
export interface SlotRequest {
  readonly priority: CallPriority;
  /** When the caller's time is over, in milliseconds since the epoch. */
  readonly deadlineAt: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a call that had a slot met upstream. */
export interface SlotOutcome {
  /** `refused` is a 429: nothing was done and there were too many calls. `other` says nothing about the load. */
  readonly verdict: 'accepted' | 'refused' | 'other';
  /** The `Twilio-Concurrent-Requests` header: calls of the whole account under way at that moment. */
  readonly concurrentRequests?: number | undefined;
}

/** The right to make one call; to be given back exactly once, further times do nothing. */
export interface Slot {
  release(outcome: SlotOutcome): void;
}

/**
 * Lets calls pass as fast as Twilio takes them. Twilio limits the calls under way at once per account and publishes no figure
 * (https://www.twilio.com/docs/api/errors/20429): the limiter finds it by additive increase and, at a refusal, by going back to
 * what Twilio is seen to take or, where that is not seen, to half.
 */
export interface RateLimiter {
  /**
   * Resolves with a slot when the caller may send.
   * @throws GatewayError OVERLOADED when the queue is full of calls at least as important.
   * @throws GatewayError RATE_LIMITED with `retryAfterMs` when the wait would not end before the deadline, or did not.
   * @throws the signal's reason when `signal` aborts first; the place in the queue is freed.
   */
  acquire(request: SlotRequest): Promise<Slot>;
  /** A slot at once, and undefined where {@link acquire} would make the caller wait or refuse it. */
  acquireNow(request: SlotRequest): Slot | undefined;
  /** Nobody starts for `delayMs` from now: what a `Retry-After` asks for. */
  pause(delayMs: number): void;
  /** Calls that may be under way at once now. */
  concurrencyLimit(): number;
  /** Whether whoever comes now has to wait until a call that is under way ends. */
  isFull(): boolean;
  /** Calls that wait for a slot. */
  waiting(): number;
  /** Calls that have a slot. */
  inFlight(): number;
  /** Refuses everybody who waits and whoever comes later. */
  close(): void;
}

/** How long a call is thought to take before the first one was measured, in milliseconds. */
const durationGuessMs = 200;
/** The share of a new measurement in the mean of durations. */
const durationWeight = 0.1;
/** How long growth stops short of the account's concurrency at which Twilio last refused, in milliseconds. */
const refusalMemoryMs = 30_000;

/** From which share on what the account has under way is taken to be all ours. */
const ownShareMin = 0.9;

/** A limiter that starts in full trust and learns. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const {
    clock,
    concurrencyStart = 100,
    concurrencyMax = 200,
    queueMax = 1_000,
    pauseMaxMs = 60_000,
  } = options;
  const line = createWaitingLine<Slot>();
  let limit = Math.min(concurrencyStart, concurrencyMax);
  let inFlight = 0;
  let meanDurationMs = durationGuessMs;
  let pausedUntil = 0;
  let cancelResume: (() => void) | undefined;
  let isClosed = false;
  // A round is the time between two decreases: refusals of calls sent before the last decrease are old news of one event.
  let round = 0;
  let sentInRound = 0;
  let refusedInRound = 0;
  // How many calls are to be accepted before one more is tried. Set when the limit is reached: only then do they prove anything.
  let acceptedToGrow = 0;
  let lastRefusal: { readonly at: number; readonly concurrentRequests: number } | undefined;

  function grant(): Slot {
    const startedAt = clock.now();
    const grantedInRound = round;
    let isReleased = false;
    inFlight += 1;
    if (inFlight >= limit && acceptedToGrow === 0) acceptedToGrow = limit;
    return {
      release(outcome) {
        if (isReleased) return;
        isReleased = true;
        if (outcome.verdict === 'refused') shrink(grantedInRound, outcome.concurrentRequests);
        if (outcome.verdict === 'accepted') {
          meanDurationMs += (clock.now() - startedAt - meanDurationMs) * durationWeight;
          grow(outcome.concurrentRequests);
        }
        inFlight -= 1;
        admit();
      },
    };
  }

  function shrink(grantedInRound: number, concurrentRequests: number | undefined): void {
    acceptedToGrow = 0;
    if (concurrentRequests !== undefined) lastRefusal = { at: clock.now(), concurrentRequests };
    if (grantedInRound === round) {
      round += 1;
      refusedInRound = 1;
      sentInRound = inFlight;
      limit = Math.max(1, Math.min(limit, acceptedBeside(concurrentRequests)));
      return;
    }
    // Each further refusal of the same burst shows that one call fewer was accepted.
    refusedInRound += 1;
    limit = Math.max(1, Math.min(limit, sentInRound - refusedInRound));
  }

  /**
   * How many calls of ours Twilio takes, as the first refusal of a burst tells it. Where all that the account has under way can be
   * ours, it is what was under way beside the refused one; else half, so that those who share the account come to equal parts. A
   * few more may be under way than are known here: Twilio still counts for a moment what it has answered already.
   */
  function acceptedBeside(concurrentRequests: number | undefined): number {
    if (concurrentRequests === undefined || concurrentRequests * ownShareMin > inFlight)
      return Math.floor(inFlight / 2);
    return Math.min(concurrentRequests - 1, inFlight);
  }

  function grow(concurrentRequests: number | undefined): void {
    if (acceptedToGrow === 0 || isNearLastRefusal(concurrentRequests)) return;
    acceptedToGrow -= 1;
    if (acceptedToGrow === 0) limit = Math.min(concurrencyMax, limit + 1);
  }

  function isNearLastRefusal(concurrentRequests: number | undefined): boolean {
    return (
      lastRefusal !== undefined &&
      concurrentRequests !== undefined &&
      clock.now() - lastRefusal.at < refusalMemoryMs &&
      concurrentRequests >= lastRefusal.concurrentRequests - 1
    );
  }

  function freeSlots(): number {
    return isPaused() ? 0 : Math.max(0, limit - inFlight);
  }

  function isPaused(): boolean {
    return clock.now() < pausedUntil;
  }

  function admit(): void {
    while (freeSlots() > 0) {
      const waiter = line.takeNext();
      if (waiter === undefined) return;
      waiter.admit(grant());
    }
  }

  function resumeLater(): void {
    cancelResume?.();
    cancelResume = clock.setTimer(
      // Timers and the clock are two instruments: where the timer is the faster one, it is set once more. Otherwise nobody would
      // be let in, and with nothing under way nothing would ever look again.
      () => (isPaused() ? resumeLater() : admit()),
      Math.max(1, pausedUntil - clock.now()),
    );
  }

  /** How long a newcomer would wait: the pause, then everybody who goes first, `limit` at a time. */
  function predictWaitMs(priority: CallPriority): number {
    const ahead = line.sizeAhead(priority);
    const pauseMs = Math.max(0, pausedUntil - clock.now());
    const roundsMs = Math.floor((inFlight + ahead) / limit) * meanDurationMs;
    return Math.ceil(pauseMs + roundsMs);
  }

  function wait(request: SlotRequest): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const { signal, deadlineAt, priority } = request;
      const leave = () => {
        line.remove(waiter);
        cancelDeadline();
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => waiter.refuse(signal?.reason);
      const waiter: Waiter<Slot> = {
        priority,
        admit(slot) {
          leave();
          resolve(slot);
        },
        refuse(reason) {
          leave();
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
          reject(reason);
        },
      };
      const cancelDeadline = clock.setTimer(
        () => waiter.refuse(rateLimited(predictWaitMs(priority))),
        Math.max(0, deadlineAt - clock.now()),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      line.add(waiter);
    });
  }

  function acquireNow({ signal }: SlotRequest): Slot | undefined {
    const hasToWait = isClosed || signal?.aborted || freeSlots() === 0 || line.size() > 0;
    return hasToWait ? undefined : grant();
  }

  return {
    acquireNow,
    async acquire(request) {
      request.signal?.throwIfAborted();
      if (isClosed) throw closed();
      const slot = acquireNow(request);
      if (slot !== undefined) return slot;
      const waitMs = predictWaitMs(request.priority);
      if (clock.now() + waitMs > request.deadlineAt) throw rateLimited(waitMs);
      if (line.size() >= queueMax) {
        const least = line.leastImportantBelow(request.priority);
        if (least === undefined) throw overloaded();
        least.refuse(overloaded());
      }
      return wait(request);
    },
    pause(delayMs) {
      if (isClosed) return;
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(delayMs, pauseMaxMs));
      resumeLater();
    },
    concurrencyLimit: () => limit,
    isFull: () => inFlight >= limit,
    waiting: () => line.size(),
    inFlight: () => inFlight,
    close() {
      isClosed = true;
      cancelResume?.();
      for (let waiter = line.takeNext(); waiter !== undefined; waiter = line.takeNext())
        waiter.refuse(closed());
    },
  };
}

function rateLimited(waitMs: number): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'Too many calls to Twilio are waiting. Nothing was done; try again later.',
    {
      retryAfterMs: Math.max(1, waitMs),
    },
  );
}

function overloaded(): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'The queue of calls to Twilio is full. Nothing was done; try again later.',
  );
}

function closed(): GatewayError {
  return new GatewayError('NOT_STARTED', 'The connection to Twilio is closed.');
}
