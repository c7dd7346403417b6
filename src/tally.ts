import type { Metrics } from './metrics.ts';

/** Counts by a word of a small set. */
export type Tally<Word> = (word: Word) => void;

/**
 * A tally of which the metrics are told when they are read. It is for what every request or call passes: a counter that is looked up by its
 * labels costs ten times as much.
 */
export function createTally<Word>(options: {
  readonly metrics: Pick<Metrics, 'onCollect'>;
  /** Is told what came since it was told last; never 0. */
  readonly tell: (word: Word, count: number) => void;
}): Tally<Word> {
  const { metrics, tell } = options;
  const counts = new Map<Word, number>();
  metrics.onCollect(() => {
    for (const [word, count] of counts) tell(word, count);
    counts.clear();
  });
  return (word) => void counts.set(word, (counts.get(word) ?? 0) + 1);
}
