import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { CallPriority } from './conversations-api.ts';
import type { BudgetRule, SharedBudget } from './shared-budget.ts';
import { createWaitingLine, type Waiter, type WaitingLine } from './waiting-line.ts';

/** Options of {@link createPacer}. */
export interface PacerOptions {
  readonly budget: SharedBudget;
  readonly clock: Clock;
  /** Calls that may wait at once; at the bound the least important one of the same rule is refused with OVERLOADED. @default 1_000 */
  readonly waitingMax?: number | undefined;
}

/** A call that is to be counted. */
export interface PaceRequest {
  /** Permits are taken one after the other; where a later one is refused, those taken before are spent. */
  readonly rules: readonly BudgetRule[];
  readonly priority: CallPriority;
  /** When the caller's time is over, in milliseconds since the epoch. */
  readonly deadlineAt: number;
  readonly signal?: AbortSignal | undefined;
}

/** Holds calls back until the budget has a permit for them: the more important first, and nobody for ever. */
export interface Pacer {
  /**
   * Resolves when a permit of every rule is taken.
   * @throws GatewayError RATE_LIMITED with `retryAfterMs` when that cannot be before the deadline, or was not.
   * @throws GatewayError OVERLOADED when too many wait.
   * @throws the signal's reason when `signal` aborts first.
   */
  pass(request: PaceRequest): Promise<void>;
  /** Calls that wait for a permit. */
  waiting(): number;
  /** Refuses everybody who waits and whoever comes later. */
  close(): void;
}

/** A pacer over one budget. */
export function createPacer(options: PacerOptions): Pacer {
  const { budget, clock, waitingMax = 1_000 } = options;
  const gates = new Map<string, Gate>();
  let waiting = 0;
  let isClosed = false;

  /** Takes permits for those who wait, one at a time, until there are none of either. */
  async function pump(key: string, gate: Gate): Promise<void> {
    gate.isPumping = true;
    try {
      while (gate.line.size() > 0) {
        const answer = await budget.take(gate.rule);
        if (isClosed) return;
        if (answer.isGranted) {
          gate.line.takeNext()?.admit();
          continue;
        }
        gate.freeAt = clock.now() + answer.retryAfterMs;
        gate.cancelTimer = clock.setTimer(() => {
          gate.cancelTimer = undefined;
          void pump(key, gate);
        }, answer.retryAfterMs);
        refuseLate(gate);
        break;
      }
    } catch (error) {
      // The budget broke its promise. Whoever waits hears of it: nobody would wake them.
      for (const waiter of gate.waiters) waiter.refuse(error);
    } finally {
      gate.isPumping = false;
      dropIfIdle(key, gate);
    }
  }

  function refuseLate(gate: Gate): void {
    for (const waiter of gate.waiters) {
      if (waiter.deadlineAt <= gate.freeAt) waiter.refuse(rateLimited(gate.freeAt - clock.now()));
    }
  }

  function dropIfIdle(key: string, gate: Gate): void {
    if (gate.line.size() > 0 || gate.isPumping || gates.get(key) !== gate) return;
    gate.cancelTimer?.();
    gates.delete(key);
  }

  /** How long a newcomer would wait: until the next permit, and then a window for every so many who go first. */
  function predictWaitMs(gate: Gate, priority: CallPriority): number {
    if (gate.cancelTimer === undefined) return 0;
    const { permits, windowMs } = gate.rule;
    const windows = Math.floor(gate.line.sizeAhead(priority) / permits);
    return Math.max(0, gate.freeAt - clock.now()) + windows * windowMs;
  }

  function gateOf(rule: BudgetRule): Gate {
    const known = gates.get(rule.key);
    if (known !== undefined) {
      // The rule of a key changes when the operator chooses another bound.
      known.rule = rule;
      return known;
    }
    const gate: Gate = {
      rule,
      line: createWaitingLine(),
      waiters: new Set(),
      isPumping: false,
      freeAt: 0,
      cancelTimer: undefined,
    };
    gates.set(rule.key, gate);
    return gate;
  }

  function makeRoom(gate: Gate, priority: CallPriority): void {
    if (waiting < waitingMax) return;
    const least = gate.line.leastImportantBelow(priority);
    if (least === undefined) throw overloaded();
    least.refuse(overloaded());
  }

  function wait(gate: Gate, request: PaceRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal, deadlineAt, priority } = request;
      const { key } = gate.rule;
      const leave = () => {
        waiting -= 1;
        gate.waiters.delete(waiter);
        gate.line.remove(waiter);
        cancelDeadline();
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => waiter.refuse(signal?.reason);
      const waiter: LateWaiter = {
        priority,
        deadlineAt,
        admit() {
          leave();
          resolve();
        },
        refuse(reason) {
          leave();
          dropIfIdle(key, gate);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
          reject(reason);
        },
      };
      const cancelDeadline = clock.setTimer(
        () => waiter.refuse(rateLimited(predictWaitMs(gate, priority))),
        Math.max(0, deadlineAt - clock.now()),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting += 1;
      gate.waiters.add(waiter);
      gate.line.add(waiter);
      if (!gate.isPumping && gate.cancelTimer === undefined) void pump(key, gate);
    });
  }

  return {
    async pass(request) {
      for (const rule of request.rules) {
        request.signal?.throwIfAborted();
        if (isClosed) throw closed();
        const gate = gateOf(rule);
        const waitMs = predictWaitMs(gate, request.priority);
        if (clock.now() + waitMs >= request.deadlineAt) throw rateLimited(waitMs);
        makeRoom(gate, request.priority);
        await wait(gate, request);
      }
    },
    waiting: () => waiting,
    close() {
      isClosed = true;
      for (const gate of gates.values()) {
        gate.cancelTimer?.();
        for (const waiter of gate.waiters) waiter.refuse(closed());
      }
      gates.clear();
    },
  };
}

interface LateWaiter extends Waiter<void> {
  readonly deadlineAt: number;
}

/** Those who wait for permits of one rule. */
interface Gate {
  rule: BudgetRule;
  readonly line: WaitingLine<void>;
  readonly waiters: Set<LateWaiter>;
  isPumping: boolean;
  /** When the next permit can be free, while a timer runs. */
  freeAt: number;
  cancelTimer: (() => void) | undefined;
}

function rateLimited(waitMs: number): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'The bound of calls to Twilio is reached. Nothing was done; try again later.',
    { retryAfterMs: Math.max(1, Math.ceil(waitMs)) },
  );
}

function overloaded(): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'Too many calls wait for the bound of calls to Twilio. Nothing was done; try again later.',
  );
}

function closed(): GatewayError {
  return new GatewayError('NOT_STARTED', 'The connection to Twilio is closed.');
}
