/** Runs a part of a benchmark in a process of its own, so that its CPU is counted apart from what drives it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a child does when it is asked to; every function takes and returns what JSON can hold. */
export type ChildActions = Readonly<Record<string, (argument: never) => unknown>>;

/** A child as its parent sees it: the same functions, answered later. */
export type Child<Actions extends ChildActions> = {
  readonly [Name in keyof Actions]: (
    argument?: Parameters<Actions[Name]>[0],
  ) => Promise<Awaited<ReturnType<Actions[Name]>>>;
} & {
  /** Ends the process. */
  readonly end: () => Promise<void>;
};

interface Question {
  readonly ordinal: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly ordinal: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Starts a file of this folder as a child that serves its actions. */
export async function startChild<Actions extends ChildActions>(file: string): Promise<Child<Actions>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // As the image and the unit have it: graphql-js looks for copies of itself elsewhere.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  await once(child, 'message');
  return childOver<Actions>(child);
}

/** Serves actions to the parent, until it ends this process or is gone. */
export function serveParent(actions: ChildActions): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ ordinal, name, argument }: Question) => {
    const answer = async (): Promise<Answer> => {
      try {
        const result = await (actions[name] as (argument: unknown) => unknown)(argument);
        return { ordinal, result };
      } catch (error) {
        return { ordinal, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
    };
    void answer().then((message) => process.send?.(message));
  });
  process.send?.('ready');
}

/** Milliseconds of CPU that this process has used. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function childOver<Actions extends ChildActions>(process: ChildProcess): Child<Actions> {
  let asked = 0;
  const ask = (name: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked += 1;
      const ordinal = asked;
      const onMessage = (answer: Answer) => {
        if (answer.ordinal !== ordinal) return;
        process.off('message', onMessage);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(answer.error));
      };
      process.on('message', onMessage);
      process.send({ ordinal, name, argument } satisfies Question);
    });
  const end = async () => {
    const exited = once(process, 'exit');
    process.disconnect();
    await exited;
  };
  return new Proxy({} as Child<Actions>, {
    get(_target, name) {
      // Whoever awaits the child must not take it for a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return name === 'end' ? end : (argument: unknown) => ask(name, argument);
    },
  });
}
