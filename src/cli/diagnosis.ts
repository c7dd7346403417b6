import type { Verdict } from './terminal.ts';

/** What was found out about one thing that a gateway depends on. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** One sentence without its full stop. */
  readonly finding: string;
  /** What to do about it; none where nothing is wrong. */
  readonly fix?: string;
}
