import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** What Node warns of while the test runs, such as of signals that more and more listen to. */
export function watchWarnings(): () => Promise<readonly string[]> {
  const seen: string[] = [];
  const note = ({ name }: Error) => void seen.push(name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return async () => {
    // Node tells of a warning in a turn of its own.
    await turn();
    return seen;
  };
}
