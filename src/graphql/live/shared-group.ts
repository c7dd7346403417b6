import type { LiveStep } from '../../domain/live-sharing.ts';
import type { DeliveryTurns, DeliveryWork } from './delivery-turns.ts';
import type { PreparedMessages, PrepareMessages } from './socket-outlet.ts';

/** Options of {@link createSharedGroup}. */
export interface SharedGroupOptions {
  /** Executes a step for everybody: what follows the head in the message of each of its events. */
  readonly execute: (step: LiveStep) => Promise<readonly Buffer[]>;
  readonly prepare: PrepareMessages;
  readonly turns: DeliveryTurns;
}

/** Subscriptions that are told the same: each step is executed and serialised once, and what comes in one turn is written at once. */
export interface SharedGroup {
  /** Hands a step to a member. */
  hand(member: GroupMember, step: LiveStep): void;
}

/** A subscription as its group sees it. */
export interface GroupMember {
  /** What it was handed in this turn. */
  handed: StepRun | null;
  /** What it was handed before and is about to get. Who gives up what waits sets both to null. */
  delivering: StepRun | null;
  /** Called when `delivering` was executed; with null where it could not be. */
  deliver(messages: RunMessages | null): void;
}

/** Steps in a row. Members who were handed the same steps hold the same run, so that it is prepared once for all of them. */
export interface StepRun {
  readonly before: StepRun | null;
  readonly step: ExecutedStep;
  /** Steps in the row. */
  readonly length: number;
  /** What the last member who held this one was handed next. */
  next: StepRun | null;
  messages: RunMessages | null;
}

/** What a run says, in pieces that are written at once. */
export interface RunMessages {
  readonly pieces: readonly MessagePiece[];
}

/** Messages that go out in one write. */
export interface MessagePiece {
  readonly tails: readonly Buffer[];
  readonly prepared: PreparedMessages;
}

interface ExecutedStep {
  readonly step: LiveStep;
  /** Null until it was executed. */
  outcome: { readonly tails: readonly Buffer[] } | 'failed' | null;
}

/** A batch: members with the run that each of them was handed when it began. */
interface Batch {
  readonly members: readonly GroupMember[];
  readonly runs: readonly (StepRun | undefined)[];
  readonly last: ExecutedStep;
  place: number;
}

/** Bytes of one write; a client that cannot take as much at once gets the rest when it has. */
export const pieceBytesMax = 65_536;

/** A group without members. */
export function createSharedGroup(options: SharedGroupOptions): SharedGroup {
  const { execute, prepare, turns } = options;
  /** Who was handed something since the last batch began. */
  let waiting: GroupMember[] = [];
  /** The run of who was handed nothing before. */
  let first: StepRun | null = null;
  let latest: ExecutedStep | null = null;
  let batch: Batch | null = null;
  let executing: Promise<void> = Promise.resolve();

  /** One after the other, as for a subscriber alone: events of a conversation may read what the one before them changed. */
  const begin = (step: LiveStep): ExecutedStep => {
    const executed: ExecutedStep = { step, outcome: null };
    executing = executing
      .then(() => execute(step))
      .then(
        (tails) => {
          executed.outcome = { tails };
        },
        () => {
          executed.outcome = 'failed';
        },
      );
    return executed;
  };

  const beginBatch = (): Batch | null => {
    if (!latest || waiting.length === 0) return null;
    const members = waiting;
    const runs = members.map((member) => {
      const run = member.handed;
      // Who gave up and came back within the turn is in line twice.
      if (!run) return undefined;
      member.delivering = run;
      member.handed = null;
      return run;
    });
    waiting = [];
    first = null;
    return { members, runs, last: latest, place: 0 };
  };

  const work: DeliveryWork = {
    get hasMore() {
      return batch ? batch.last.outcome !== null : waiting.length > 0;
    },
    advance(writesMax) {
      batch ??= beginBatch();
      if (!batch) return 0;
      if (batch.last.outcome === null) {
        void executing.then(() => turns.add(work));
        return 0;
      }
      const { members, runs } = batch;
      let writes = 0;
      while (batch.place < members.length && writes < writesMax) {
        const [member, run] = [members[batch.place], runs[batch.place]];
        batch.place += 1;
        // Who gave up what waited is not told it.
        if (!member || !run || member.delivering !== run) continue;
        member.delivering = null;
        member.deliver(messagesOf(run, prepare));
        writes += 1;
      }
      if (batch.place >= members.length) batch = null;
      return writes;
    },
  };

  return {
    hand(member, step) {
      const before = member.handed;
      let run = before ? before.next : first;
      if (run?.step.step !== step) {
        if (latest?.step !== step) latest = begin(step);
        run = { before, step: latest, length: (before?.length ?? 0) + 1, next: null, messages: null };
        if (before) before.next = run;
        else first = run;
      }
      member.handed = run;
      if (before) return;
      if (waiting.length === 0) turns.add(work);
      waiting.push(member);
    },
  };
}

/** Null where one of its steps could not be executed. */
function messagesOf(run: StepRun, prepare: PrepareMessages): RunMessages | null {
  if (run.messages) return run.messages;
  const steps: ExecutedStep[] = [];
  for (let at: StepRun | null = run; at; at = at.before) steps.push(at.step);
  const pieces: Buffer[][] = [];
  let bytes = 0;
  for (const { outcome } of steps.toReversed()) {
    if (outcome === null || outcome === 'failed') return null;
    for (const tail of outcome.tails) {
      const piece = pieces.at(-1);
      if (piece && bytes + tail.length <= pieceBytesMax) piece.push(tail);
      else pieces.push([tail]);
      bytes = piece === pieces.at(-1) ? bytes + tail.length : tail.length;
    }
  }
  run.messages = { pieces: pieces.map((tails) => ({ tails, prepared: prepare(tails) })) };
  return run.messages;
}
