import type { Metrics } from '../metrics.ts';
import { createTally, type Tally } from '../tally.ts';
import type { CallPriority } from './conversations-api.ts';

/** Counts by priority and by one more word, of a small set. */
export type CallTally<Word extends string> = (priority: CallPriority, word: Word) => void;

/** A tally of calls to Twilio. */
export function createCallTally<Word extends string>(options: {
  readonly metrics: Pick<Metrics, 'onCollect'>;
  /** Is told what came since it was told last; never 0. */
  readonly tell: (labels: { readonly priority: CallPriority; readonly word: Word }, count: number) => void;
}): CallTally<Word> {
  const { metrics, tell } = options;
  const tallyOf = (priority: CallPriority) =>
    createTally<Word>({ metrics, tell: (word, count) => tell({ priority, word }, count) });
  const tallies: Readonly<Record<CallPriority, Tally<Word>>> = {
    userWrite: tallyOf('userWrite'),
    userRead: tallyOf('userRead'),
    backfill: tallyOf('backfill'),
    sweep: tallyOf('sweep'),
  };
  return (priority, word) => tallies[priority](word);
}
