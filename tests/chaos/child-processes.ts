import { type ChildProcess, spawn } from 'node:child_process';

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running process. */
export interface RunningProcess {
  readonly pid: number;
  readonly isRunning: boolean;
  /** Resolves when the process has ended and its output is read. */
  readonly exited: Promise<ProcessExit>;
  /** The latest lines of its output, oldest first. */
  output(): readonly string[];
  /** Resolves with the first line of the output, also of the past, that matches; rejects when none comes in time. */
  waitForLine(pattern: RegExp, timeoutMs: number): Promise<string>;
  send(signal: NodeJS.Signals): void;
}

/** Starts processes, and lets none of them outlive this one. */
export interface ChildProcesses {
  start(command: {
    readonly name: string;
    readonly file: string;
    readonly args: readonly string[];
    /** The whole environment: nothing is inherited but PATH. */
    readonly environment?: Readonly<Record<string, string>>;
  }): RunningProcess;
  killAll(): void;
}

/** Lines of output kept per process; beyond it the oldest is forgotten. */
const outputLinesMax = 400;

/** Ends all of its processes when this process exits, for whatever reason it can still act upon. */
export function createChildProcesses(): ChildProcesses {
  const running = new Set<ChildProcess>();
  const killAll = () => {
    // SIGKILL ends also what is frozen.
    for (const child of running) child.kill('SIGKILL');
  };
  process.on('exit', killAll);
  return {
    killAll,
    start({ name, file, args, environment = {} }) {
      const child = spawn(file, args, {
        env: { PATH: process.env['PATH'], ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return watch(child, name);
    },
  };
}

function watch(child: ChildProcess, name: string): RunningProcess {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const parts = `${rest}${chunk.toString()}`.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      lines.splice(0, lines.length - outputLinesMax);
      for (const look of waiting) look();
    });
  }
  let isRunning = true;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('error', (error) => {
      lines.push(`${name} could not be started: ${error.message}`);
      isRunning = false;
      resolve({ code: null, signal: null });
    });
    child.once('exit', () => {
      isRunning = false;
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

  return {
    pid: child.pid ?? -1,
    get isRunning() {
      return isRunning;
    },
    exited,
    output: () => [...lines],
    send: (signal) => void child.kill(signal),
    waitForLine: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        const finish = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const fail = (why: string) => {
          finish();
          reject(new Error(`${name} ${why}. Its output:\n${lines.join('\n')}`));
        };
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          finish();
          resolve(found);
        };
        const timer = setTimeout(
          () => fail(`said nothing like ${pattern} within ${timeoutMs} ms`),
          timeoutMs,
        );
        waiting.add(look);
        void exited.then(() => fail('ended'));
        look();
      }),
  };
}
