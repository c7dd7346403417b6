import { createAdmission } from '../../../src/graphql/admission.ts';
import { createFakeClock } from '../../unit/transport/fake-clock.ts';
import { createSeededRandom } from '../seeded-random.ts';

/** What comes, and what it takes. */
export interface LoadScenario {
  /** Operations a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** What a query takes of the thread, in milliseconds. */
  readonly queryMs: number;
  readonly lagTargetMs?: number;
}

/** What became of the operations, with times from when each was due until it was answered, in milliseconds. */
export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  readonly queryP99Ms: number;
  readonly writeP99Ms: number;
  /** When the last one was refused, in milliseconds since the start. */
  readonly lastRefusedMs: number;
}

interface Operation {
  readonly dueMs: number;
  readonly isWrite: boolean;
  /** When the thread can take it, or its next step. */
  readonly readyMs: number;
  readonly step: number;
}

/** As a profile of the gateway told them, in milliseconds. */
const refusalMs = 0.045;
const turnMs = 0.1;

/** One operation in fifty writes: so many steps of the thread, between which Twilio is waited for. */
const writeEvery = 50;
const writeSteps = 5;
const writeStepMs = 0.12;
const twilioMs = 1.5;

/** Clients send what is due every few milliseconds, over so many connections. */
const sendingMs = 4;
const connectionsMax = 400;

/** Garbage is collected after each of so much work, thoroughly now and then; and now and then the machine is somewhere else. */
const collectAfterMs = 60;
const thoroughlyEveryMs = 3_000;
const elsewhereEveryMs = 4_000;

/**
 * One thread that takes what has come in turns, as Node's event loop does, behind the real admission, in virtual time: what a benchmark
 * measures of the decisions, without the machine that it runs on.
 *
 * @param scenarios one after the other, without a pause between them
 */
export function simulateLoad<const Scenarios extends readonly LoadScenario[]>(
  scenarios: Scenarios,
  seed = 7,
): { readonly [Place in keyof Scenarios]: LoadResult } {
  const random = createSeededRandom(seed);
  const clock = createFakeClock(0);
  const { lagTargetMs = 10 } = scenarios[0] ?? {};
  let now = 0;
  let turnBeganMs = 0;
  let idleMs = 0;
  let endTurn = (_durationMs: number) => {};
  const admission = createAdmission({
    lagTargetMs,
    turns: {
      elapsedMs: () => now - turnBeganMs,
      onEnd: (listener) => void (endTurn = listener),
      utilisation: () => ({ active: now - idleMs, idle: idleMs }),
    },
    onChange() {},
    clock,
    random,
  });
  admission.start();

  let connections = 0;
  let ready: Operation[] = [];
  let waiting: Operation[] = [];
  let sinceCollected = 0;
  let thoroughlyAt = thoroughlyEveryMs;
  let elsewhereAt = elsewhereEveryMs;
  const spend = (ms: number) => {
    now += ms;
    sinceCollected += ms;
    if (sinceCollected > collectAfterMs) {
      sinceCollected = 0;
      now += 3 + 2 * random();
    }
    if (now > thoroughlyAt) {
      thoroughlyAt += thoroughlyEveryMs;
      now += 10;
    }
    if (now > elsewhereAt) {
      elsewhereAt += elsewhereEveryMs;
      now += 30;
    }
  };
  const send = (operation: Operation) => {
    if (connections >= connectionsMax) waiting.push(operation);
    else {
      connections += 1;
      ready.push(operation);
    }
  };
  const answer = () => {
    const next = waiting.shift();
    if (next) ready.push({ ...next, readyMs: now + 0.1 });
    else connections -= 1;
  };

  const play = ({ rate, durationMs, queryMs }: LoadScenario): LoadResult => {
    const startedMs = now;
    const queries: number[] = [];
    const writes: number[] = [];
    let refused = 0;
    let lastRefusedMs = 0;
    let sent = 0;
    let sendsAtMs = now;
    const sendWhatIsDue = () => {
      for (; sendsAtMs <= now; sendsAtMs += sendingMs) {
        const due = Math.min(sendsAtMs - startedMs, durationMs) * rate;
        for (; sent * 1_000 < due; sent += 1)
          send({
            dueMs: startedMs + (sent * 1_000) / rate,
            isWrite: sent % writeEvery === 0,
            readyMs: sendsAtMs,
            step: 0,
          });
      }
    };
    const take = (operation: Operation) => {
      const { dueMs, isWrite, step } = operation;
      const importance = isWrite ? 'high' : 'low';
      if (step === 0 && admission.isCrowded() && admission.refuse(importance)) {
        spend(refusalMs);
        refused += 1;
        lastRefusedMs = now - startedMs;
        answer();
        return;
      }
      spend(isWrite ? writeStepMs : queryMs);
      if (isWrite && step < writeSteps) {
        ready.push({ ...operation, readyMs: now + twilioMs, step: step + 1 });
        return;
      }
      (isWrite ? writes : queries).push(now - dueMs);
      answer();
    };

    while (now < startedMs + durationMs) {
      sendWhatIsDue();
      clock.advance(Math.max(0, now - clock.now()));
      const taken = ready
        .filter(({ readyMs }) => readyMs <= now)
        .toSorted((left, right) => left.readyMs - right.readyMs);
      if (taken.length === 0) {
        const next = Math.min(sendsAtMs, ...ready.map(({ readyMs }) => readyMs));
        endTurn(now - turnBeganMs);
        idleMs += next - now;
        now = next;
        turnBeganMs = now;
        continue;
      }
      ready = ready.filter(({ readyMs }) => readyMs > now);
      for (const operation of taken) take(operation);
      spend(turnMs);
      endTurn(now - turnBeganMs);
      turnBeganMs = now;
    }
    const [queryP99Ms, writeP99Ms] = [quantile(queries, 0.99), quantile(writes, 0.99)];
    return { accepted: queries.length + writes.length, refused, queryP99Ms, writeP99Ms, lastRefusedMs };
  };
  return scenarios.map(play) as { readonly [Place in keyof Scenarios]: LoadResult };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? Number.NaN;
}
