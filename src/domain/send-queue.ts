import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';

/** Options of {@link createSendQueue}. */
export interface SendQueueOptions {
  readonly clock: Clock;
  /** Messages of one conversation that may wait; at the bound RATE_LIMITED. @default 100 */
  readonly waitingMax?: number | undefined;
  /** Messages of one conversation, each of another author, on their way at once. @default 10 */
  readonly parallelMax?: number | undefined;
}

/** Who wants to send. */
export interface SendQueueRequest {
  readonly conversationSid: string;
  readonly author: string;
  /** When the sender's time is over, in milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/** The right to send one message. */
export interface SendTurn {
  /**
   * Nobody else of the conversation starts before this turn is over: its message may have landed. `untilAt` is when that is
   * thought to be known, and only serves predictions.
   */
  holdOthers(untilAt: number): void;
  /** Ends the turn; to be called exactly once. */
  leave(): void;
}

/**
 * Keeps the order of each author's messages in a conversation: an author has one message on its way at a time. Different authors
 * send side by side, unless somebody's message is in doubt.
 */
export interface SendQueue {
  /**
   * Takes a place at once, and resolves when it is its turn.
   * @throws {GatewayError} RATE_LIMITED with `retryAfterMs` when the conversation's queue is full, or the turn would not come before
   * the deadline, or did not.
   */
  enter(request: SendQueueRequest): Promise<SendTurn>;
  /** Messages that wait, of all conversations. */
  readonly waiting: number;
  /** Sends everybody away who waits, and whoever comes later, with OVERLOADED. */
  close(): void;
}

/** How long a send is thought to take before the first one was measured, in milliseconds. */
const durationGuessMs = 300;
/** The share of a new measurement in the mean of durations. */
const durationWeight = 0.2;

/** A queue for all conversations. A conversation without anybody in it takes no room. */
export function createSendQueue(options: SendQueueOptions): SendQueue {
  const { clock, waitingMax = 100, parallelMax = 10 } = options;
  const lanes = new Map<string, Lane>();
  let isClosed = false;

  function laneOf(conversationSid: string): Lane {
    const known = lanes.get(conversationSid);
    if (known !== undefined) return known;
    const lane: Lane = {
      conversationSid,
      waiting: [],
      sending: new Set(),
      doubts: new Map(),
      meanDurationMs: durationGuessMs,
    };
    lanes.set(conversationSid, lane);
    return lane;
  }

  function admit(lane: Lane): void {
    const passed: Waiter[] = [];
    for (const waiter of lane.waiting) {
      if (lane.doubts.size > 0 || lane.sending.size >= parallelMax) break;
      if (lane.sending.has(waiter.author)) continue;
      lane.sending.add(waiter.author);
      passed.push(waiter);
    }
    lane.waiting = lane.waiting.filter((waiter) => !passed.includes(waiter));
    for (const waiter of passed) waiter.admit(createTurn(lane, waiter.author));
  }

  function createTurn(lane: Lane, author: string): SendTurn {
    const startedAt = clock.now();
    let wasInDoubt = false;
    return {
      holdOthers(untilAt) {
        wasInDoubt = true;
        lane.doubts.set(author, untilAt);
      },
      leave() {
        if (!wasInDoubt)
          lane.meanDurationMs += (clock.now() - startedAt - lane.meanDurationMs) * durationWeight;
        lane.doubts.delete(author);
        lane.sending.delete(author);
        admit(lane);
        dropIfIdle(lane);
      },
    };
  }

  function dropIfIdle(lane: Lane): void {
    if (lane.waiting.length === 0 && lane.sending.size === 0) lanes.delete(lane.conversationSid);
  }

  /** How long a newcomer would wait: for all of the same author, for a place among the authors, and for doubts to be settled. */
  function predictWaitMs(lane: Lane, author: string): number {
    const isOwn = (waiter: Waiter) => waiter.author === author;
    const ownAhead = lane.waiting.filter(isOwn).length + (lane.sending.has(author) ? 1 : 0);
    const roundsAhead = Math.floor((lane.waiting.length + lane.sending.size) / parallelMax);
    const doubtMs = Math.max(0, ...[...lane.doubts.values()].map((untilAt) => untilAt - clock.now()));
    return Math.ceil(doubtMs + Math.max(ownAhead, roundsAhead) * lane.meanDurationMs);
  }

  function wait(lane: Lane, { author, deadlineAt }: SendQueueRequest): Promise<SendTurn> {
    return new Promise((resolve, reject) => {
      const cancelDeadline = clock.setTimer(
        () => {
          const waitMs = predictWaitMs(lane, author);
          lane.waiting = lane.waiting.filter((other) => other !== waiter);
          waiter.refuse(rateLimited(waitMs));
        },
        Math.max(0, deadlineAt - clock.now()),
      );
      const waiter: Waiter = {
        author,
        admit(turn) {
          cancelDeadline();
          resolve(turn);
        },
        refuse(error) {
          cancelDeadline();
          reject(error);
        },
      };
      lane.waiting.push(waiter);
      admit(lane);
    });
  }

  return {
    async enter(request) {
      if (isClosed) throw closed();
      const lane = laneOf(request.conversationSid);
      const waitMs = predictWaitMs(lane, request.author);
      if (lane.waiting.length >= waitingMax || clock.now() + waitMs >= request.deadlineAt)
        throw rateLimited(waitMs);
      return wait(lane, request);
    },
    get waiting() {
      let waiting = 0;
      for (const lane of lanes.values()) waiting += lane.waiting.length;
      return waiting;
    },
    close() {
      isClosed = true;
      for (const lane of lanes.values()) {
        for (const waiter of lane.waiting) waiter.refuse(closed());
        lane.waiting = [];
      }
    },
  };
}

/** Those who send into one conversation. */
interface Lane {
  readonly conversationSid: string;
  /** In the order in which they came. */
  waiting: Waiter[];
  /** Authors whose message is on its way. */
  readonly sending: Set<string>;
  /** Authors whose message is in doubt, and until when. */
  readonly doubts: Map<string, number>;
  /** Of sends that were never in doubt. */
  meanDurationMs: number;
}

interface Waiter {
  readonly author: string;
  admit(turn: SendTurn): void;
  refuse(error: GatewayError): void;
}

function rateLimited(waitMs: number): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'Too many messages wait to be sent to this conversation. Nothing was done; try again later.',
    { retryAfterMs: Math.max(1, waitMs) },
  );
}

function closed(): GatewayError {
  return new GatewayError('OVERLOADED', 'The gateway is stopping. Nothing was done; try again.');
}
