import { createLiveCohort, type LiveCohort } from '../../domain/live-cohort.ts';
import type { DeliveryTurns, DeliveryWork } from './delivery-turns.ts';
import type { PreparedMessages, PrepareMessages } from './socket-outlet.ts';

/** A step as the domain hands it over. */
type Step = Parameters<LiveCohort['take']>[0];

/** Options of {@link createSharedGroup}. */
export interface SharedGroupOptions {
  /** Executes a step for everybody. */
  readonly execute: (step: Step) => Promise<ExecutedEvents>;
  readonly prepare: PrepareMessages;
  readonly turns: DeliveryTurns;
  /** Steps that may wait to be executed; with one more all members are told Resync. */
  readonly queuedEventsMax: number;
}

/** What a step has to tell. */
export interface ExecutedEvents {
  /** What follows the head in the message of each of its events. */
  readonly tails: readonly Buffer[];
  /** To be called once the last member was told. */
  readonly onDelivered: () => void;
}

/** Subscriptions that are told the same: each step is executed and serialised once, and what comes in one turn is written at once. */
export interface SharedGroup {
  readonly cohort: LiveCohort;
  add(member: GroupMember): void;
  remove(member: GroupMember): void;
  readonly size: number;
}

/** A subscription as its group sees it. */
export interface GroupMember {
  /** The first step that is for it, counted over the life of the group. Its group sets it. */
  from: number;
  /** Is handed what to send. */
  deliver(pieces: readonly MessagePiece[]): void;
  /** What was for it could not be kept or made: it is told Resync. */
  lose(): void;
}

/** Messages that go out in one write. */
export interface MessagePiece {
  readonly tails: readonly Buffer[];
  readonly prepared: PreparedMessages;
}

interface ExecutedStep {
  /** Null until it was executed. */
  outcome: ExecutedEvents | 'failed' | null;
}

/** Steps on their way to members. */
interface Batch {
  readonly members: readonly GroupMember[];
  readonly steps: readonly ExecutedStep[];
  /** The number of the first step. */
  readonly first: number;
  /** By how many steps are left out; null where one of them failed. */
  readonly pieces: Map<number, readonly MessagePiece[] | null>;
  place: number;
}

/** Bytes of one write; a client that cannot take as much at once gets the rest when it has. */
export const pieceBytesMax = 65_536;

/** A group without members. */
export function createSharedGroup(options: SharedGroupOptions): SharedGroup {
  const { execute, prepare, turns, queuedEventsMax } = options;
  const members = new Set<GroupMember>();
  /** What no batch has taken up yet. */
  let waiting: ExecutedStep[] = [];
  /** Steps ever taken. */
  let count = 0;
  let batch: Batch | null = null;
  let executing: Promise<void> = Promise.resolve();
  let isLost = false;

  /** One after the other, as for a subscriber alone: what an event reads may be what the one before it changed. */
  const begin = (step: Step): ExecutedStep => {
    const executed: ExecutedStep = { outcome: null };
    executing = executing
      .then(() => execute(step))
      .then(
        (events) => {
          executed.outcome = events;
        },
        () => {
          executed.outcome = 'failed';
        },
      );
    return executed;
  };

  const beginBatch = (): Batch => {
    const steps = waiting;
    waiting = [];
    return { members: [...members], steps, first: count - steps.length, pieces: new Map(), place: 0 };
  };

  const piecesFor = (
    member: GroupMember,
    { pieces, steps, first }: Batch,
  ): readonly MessagePiece[] | null => {
    const skipped = Math.max(member.from - first, 0);
    let made = pieces.get(skipped);
    if (made === undefined) {
      made = prepareSteps(steps.slice(skipped), prepare);
      pieces.set(skipped, made);
    }
    return made;
  };

  const loseAll = (): number => {
    isLost = false;
    waiting = [];
    batch = null;
    for (const member of members) member.lose();
    return 0;
  };

  const work: DeliveryWork = {
    get hasMore() {
      return batch ? batch.steps.at(-1)?.outcome !== null : waiting.length > 0;
    },
    advance(writesMax) {
      if (isLost) return loseAll();
      if (!batch && waiting.length === 0) return 0;
      batch ??= beginBatch();
      if (batch.steps.at(-1)?.outcome === null) {
        void executing.then(() => turns.add(work));
        return 0;
      }
      let writes = 0;
      for (; batch.place < batch.members.length && writes < writesMax; batch.place += 1) {
        const member = batch.members[batch.place];
        // Who left meanwhile is told no more.
        if (!member || !members.has(member)) continue;
        const pieces = piecesFor(member, batch);
        if (pieces) member.deliver(pieces);
        else member.lose();
        writes += 1;
      }
      if (batch.place >= batch.members.length) {
        for (const { outcome } of batch.steps) if (outcome && outcome !== 'failed') outcome.onDelivered();
        batch = null;
      }
      return writes;
    },
  };

  return {
    cohort: createLiveCohort((step) => {
      if (isLost) return;
      if (waiting.length + (batch?.steps.length ?? 0) >= queuedEventsMax) isLost = true;
      else {
        count += 1;
        waiting.push(begin(step));
      }
      // A batch that is under way is in line by itself.
      if (!batch || isLost) turns.add(work);
    }),
    add(member) {
      member.from = count;
      members.add(member);
    },
    remove: (member) => void members.delete(member),
    get size() {
      return members.size;
    },
  };
}

function prepareSteps(
  steps: readonly ExecutedStep[],
  prepare: PrepareMessages,
): readonly MessagePiece[] | null {
  const pieces: Buffer[][] = [];
  let bytes = 0;
  for (const { outcome } of steps) {
    if (outcome === null || outcome === 'failed') return null;
    for (const tail of outcome.tails) {
      const last = pieces.at(-1);
      if (last && bytes + tail.length <= pieceBytesMax) {
        last.push(tail);
        bytes += tail.length;
      } else {
        pieces.push([tail]);
        bytes = tail.length;
      }
    }
  }
  return pieces.map((tails) => ({ tails, prepared: prepare(tails) }));
}
