import type { Environment } from '../config/load-config.ts';

/** How a thing went. */
export type Verdict = 'ok' | 'warning' | 'failed';

/** What a command tells, on a terminal or into a file. */
export interface Terminal {
  /** A line of the result. */
  print(line: string): void;
  /** A line of the result that begins with how something went. */
  verdict(verdict: Verdict, line: string): void;
  /**
   * Tells what is being done while `work` runs: on a terminal with the seconds that have passed, in a line that is gone afterwards;
   * elsewhere in one line at the beginning. Progress goes to stderr, so that stdout holds results alone.
   */
  during<Result>(what: string, work: () => Promise<Result>): Promise<Result>;
}

/** Where a terminal writes: a stream that knows whether somebody watches. */
export interface TerminalStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const marks: Readonly<Record<Verdict, { readonly text: string; readonly color: number }>> = {
  ok: { text: 'ok     ', color: 32 },
  warning: { text: 'warning', color: 33 },
  failed: { text: 'failed ', color: 31 },
};

/** How often the seconds of a progress line are told anew, in milliseconds. */
const progressMs = 1_000;

/** Colours are for terminals alone, and for none where `NO_COLOR` is set (https://no-color.org). */
export function createTerminal(options: {
  readonly environment: Environment;
  readonly output?: TerminalStream;
  readonly progress?: TerminalStream;
}): Terminal {
  const { environment, output = process.stdout, progress = process.stderr } = options;
  const hasColors = output.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  const print = (line: string) => void output.write(`${line}\n`);
  return {
    print,
    verdict(verdict, line) {
      const { text, color } = marks[verdict];
      print(`${hasColors ? `\u001B[${color}m${text}\u001B[39m` : text}  ${line}`);
    },
    async during(what, work) {
      if (progress.isTTY !== true) {
        progress.write(`${what} …\n`);
        return work();
      }
      let seconds = 0;
      const tell = () => void progress.write(`\r\u001B[2K${what} …${seconds > 0 ? ` ${seconds} s` : ''}`);
      tell();
      const timer = setInterval(() => {
        seconds += 1;
        tell();
      }, progressMs);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        progress.write('\r\u001B[2K');
      }
    },
  };
}
