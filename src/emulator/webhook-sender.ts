import type { Clock } from '../clock.ts';
import type { FaultSource } from './faults.ts';
import { isLoopbackHost } from './options.ts';
import { type Random, randomUuid } from './random.ts';
import { createWebhookTransport, type WebhookResponse } from './webhook-transport.ts';

/** Where webhooks go. */
export interface WebhookTarget {
  /** Absolute URL as it was configured; a fragment is neither sent nor signed. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
}

/** A webhook on its way, or lately done with. */
export interface WebhookDelivery {
  readonly eventType: string;
  readonly url: string;
  /**
   * `pending` until it is done; `answered` with any status; `unanswered` after a timeout or broken connection; `dropped` by a
   * fault or a full queue; `refused` because the target is another machine.
   */
  readonly outcome: 'pending' | 'answered' | 'unanswered' | 'dropped' | 'refused';
  /** The last HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** Requests sent so far. */
  readonly attempts: number;
}

/** Sends webhooks, apart from the requests that caused them. */
export interface WebhookSender {
  /** Sends a post-action webhook. Returns at once and never throws. */
  send(target: WebhookTarget, parameters: Readonly<Record<string, string>>): void;
  /** Asks a pre-action webhook; null when it did not answer within the timeout. */
  ask(target: WebhookTarget, parameters: Readonly<Record<string, string>>): Promise<WebhookResponse | null>;
  /** The latest 1,000 deliveries, oldest first. */
  deliveries(): readonly WebhookDelivery[];
  /** Deliveries that are not done with. */
  pending(): number;
  /** Resolves when nothing is pending. */
  settled(): Promise<void>;
  /** Calls off everything on its way and forgets the deliveries. */
  clear(): void;
  /** As `clear`, and closes the connections. */
  close(): void;
}

/** Deliveries remembered; beyond it the oldest is forgotten. */
const deliveriesMax = 1_000;
/** Requests to one origin at a time. */
const concurrentPerTargetMax = 32;
/** Deliveries on their way, waiting and delayed ones included; beyond it new ones are dropped. */
const pendingMax = 10_000;
/** Started deliveries that may stay in a lane before it is tidied. */
const startedKeptMax = 1_000;

const retriedStatuses: ReadonlySet<number> = new Set([429, 503, 504]);

/** A sender for one account. */
export function createWebhookSender(options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly authToken: string;
  readonly timeoutMs: number;
  readonly retryCount: number;
  readonly allowRemote: boolean;
  readonly faults: FaultSource;
  readonly log: (message: string) => void;
}): WebhookSender {
  const { clock, faults, log } = options;
  const transport = createWebhookTransport(options);
  let recent: Delivery[] = [];
  let pendingCount = 0;
  let waiters: (() => void)[] = [];
  const cancelDelays = new Set<() => void>();
  // Raised by `clear`: whatever was under way then no longer counts.
  let generation = 0;
  const lanes = new Map<string, Lane>();

  const record = (target: WebhookTarget, eventType: string): Delivery => {
    const delivery: Delivery = { eventType, url: target.url, outcome: 'pending', status: null, attempts: 0 };
    recent.push(delivery);
    if (recent.length > deliveriesMax) recent.shift();
    return delivery;
  };

  const done = (startedIn: number) => {
    if (startedIn !== generation) return;
    pendingCount -= 1;
    if (pendingCount > 0) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  const refuses = (target: WebhookTarget, delivery: Delivery): boolean => {
    if (options.allowRemote || isLoopbackHost(new URL(target.url).hostname)) return false;
    delivery.outcome = 'refused';
    log('A webhook was not sent because its target is another machine: see allowRemoteWebhooks');
    return true;
  };

  const exchange = async (
    target: WebhookTarget,
    request: { parameters: Readonly<Record<string, string>>; token: string; delivery: Delivery },
  ): Promise<WebhookResponse | null> => {
    const { delivery } = request;
    delivery.attempts += 1;
    const response = await transport.send(target, request);
    delivery.status = response?.status ?? null;
    return response;
  };

  const deliver = async (
    target: WebhookTarget,
    request: { parameters: Readonly<Record<string, string>>; token: string; delivery: Delivery },
  ) => {
    const startedIn = generation;
    for (let retry = 0; ; retry += 1) {
      const parameters = { ...request.parameters, RetryCount: String(retry) };
      const response = await exchange(target, { ...request, parameters });
      request.delivery.outcome = response ? 'answered' : 'unanswered';
      const isRetried = !response || retriedStatuses.has(response.status);
      if (!isRetried || retry >= options.retryCount || startedIn !== generation) return;
    }
  };

  const enqueue = (target: WebhookTarget, run: () => Promise<void>) => {
    const origin = new URL(target.url).origin;
    const lane = lanes.get(origin) ?? { active: 0, waiting: [], next: 0 };
    lanes.set(origin, lane);
    lane.waiting.push(run);
    advance(origin, lane);
  };

  const advance = (origin: string, lane: Lane) => {
    while (lane.active < concurrentPerTargetMax) {
      const run = lane.waiting[lane.next];
      if (!run) break;
      lane.next += 1;
      lane.active += 1;
      void run().finally(() => {
        lane.active -= 1;
        advance(origin, lane);
      });
    }
    if (lane.next === lane.waiting.length || lane.next >= startedKeptMax) {
      lane.waiting.splice(0, lane.next);
      lane.next = 0;
    }
    if (lane.active === 0 && lane.waiting.length === 0 && lanes.get(origin) === lane) lanes.delete(origin);
  };

  const sender: WebhookSender = {
    send(target, parameters) {
      const drawn = faults.forWebhook();
      const token = randomUuid(options.random);
      const eventType = parameters['EventType'] ?? '';
      for (const delayMs of drawn.delaysMs) {
        const delivery = record(target, eventType);
        if (refuses(target, delivery)) return;
        if (drawn.isDropped || pendingCount >= pendingMax) {
          delivery.outcome = 'dropped';
          continue;
        }
        pendingCount += 1;
        const startedIn = generation;
        const start = () =>
          enqueue(target, () =>
            deliver(target, { parameters, token, delivery }).finally(() => done(startedIn)),
          );
        if (delayMs === 0) {
          start();
          continue;
        }
        const cancel = clock.setTimer(() => {
          cancelDelays.delete(cancel);
          start();
        }, delayMs);
        cancelDelays.add(cancel);
      }
    },
    async ask(target, parameters) {
      const delivery = record(target, parameters['EventType'] ?? '');
      if (refuses(target, delivery)) return null;
      const token = randomUuid(options.random);
      pendingCount += 1;
      const startedIn = generation;
      const response = await exchange(target, {
        parameters: { ...parameters, RetryCount: '0' },
        token,
        delivery,
      });
      delivery.outcome = response ? 'answered' : 'unanswered';
      done(startedIn);
      return response;
    },
    deliveries: () => recent.map((delivery) => ({ ...delivery })),
    pending: () => pendingCount,
    settled: () => (pendingCount === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    clear() {
      generation += 1;
      for (const cancel of cancelDelays) cancel();
      cancelDelays.clear();
      for (const lane of lanes.values()) {
        lane.waiting = [];
        lane.next = 0;
      }
      lanes.clear();
      transport.cancel();
      recent = [];
      pendingCount = 0;
      for (const resolve of waiters) resolve();
      waiters = [];
    },
    close() {
      sender.clear();
      transport.close();
    },
  };
  return sender;
}

interface Delivery {
  readonly eventType: string;
  readonly url: string;
  outcome: WebhookDelivery['outcome'];
  status: number | null;
  attempts: number;
}

/** Deliveries to one origin: at most 32 under way, the others wait in order. */
interface Lane {
  active: number;
  waiting: (() => Promise<void>)[];
  /** The first that has not started; taking it does not move the others. */
  next: number;
}
