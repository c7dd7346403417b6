import type { Metrics } from '../metrics.ts';
import type { CallPriority } from './conversations-api.ts';

/** Counts by priority and by one more word, of a small set. */
export type CallTally<Word extends string> = (priority: CallPriority, word: Word) => void;

/**
 * A tally of which the metrics are told when they are read: every call passes here, and a counter that is looked up by its labels
 * costs ten times as much.
 */
export function createCallTally<Word extends string>(options: {
  readonly metrics: Pick<Metrics, 'onCollect'>;
  /** Is told what came since it was told last; never 0. */
  readonly tell: (labels: { readonly priority: CallPriority; readonly word: Word }, count: number) => void;
}): CallTally<Word> {
  const { metrics, tell } = options;
  const counts: Record<CallPriority, Map<Word, number>> = {
    userWrite: new Map(),
    userRead: new Map(),
    backfill: new Map(),
    sweep: new Map(),
  };
  metrics.onCollect(() => {
    for (const priority of Object.keys(counts) as CallPriority[]) {
      for (const [word, count] of counts[priority]) tell({ priority, word }, count);
      counts[priority].clear();
    }
  });
  return (priority, word) => {
    const byWord = counts[priority];
    byWord.set(word, (byWord.get(word) ?? 0) + 1);
  };
}
