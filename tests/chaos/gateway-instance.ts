import { setTimeout as wait } from 'node:timers/promises';
import type { ChildProcesses, RunningProcess } from './child-processes.ts';
import type { TcpProxy } from './tcp-proxy.ts';
import { signToken } from './graphql-endpoint.ts';

/** One gateway of a run: a process that may end and be started again, and the network around it. */
export interface GatewayInstance {
  readonly name: string;
  /** Where clients and Twilio reach it. */
  readonly proxy: TcpProxy;
  /** Through which it reaches Redis; null without Redis. */
  readonly redisProxy: TcpProxy | null;
  /** The process of now; null before the first start. */
  process(): RunningProcess | null;
  /** Starts a process unless one runs. */
  start(): void;
  /** The entry file of the version that a start runs. */
  program(): string;
  setProgram(program: string): void;
  /** Ends the process at once. */
  kill(): Promise<void>;
  /** Asks the process to stop. */
  terminate(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Whether it says that it can serve. */
  isReady(): Promise<boolean>;
  /** Of the process of now; undefined before the first start. */
  pid(): number | undefined;
  /** What it counts, in the text format of Prometheus; null where it does not answer. */
  metrics(): Promise<string | null>;
  /** What went wrong with its processes by themselves, as sentences. */
  troubles(): readonly string[];
}

/** How long a gateway may take to stop when it is asked to, in milliseconds. */
const stopWithinMs = 40_000;

/** A gateway that does not run yet. */
export function createGatewayInstance(options: {
  readonly name: string;
  /** The program's entry file. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly proxy: TcpProxy;
  readonly redisProxy: TcpProxy | null;
  readonly children: ChildProcesses;
}): GatewayInstance {
  const { name, environment, port, proxy, redisProxy, children } = options;
  let { program } = options;
  const troubles: string[] = [];
  let running: RunningProcess | null = null;
  let isEndWanted = false;

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (!running?.isRunning) return;
    isEndWanted = true;
    const ending = running;
    ending.send(signal);
    const patience = new AbortController();
    const isLate = await Promise.race([
      ending.exited.then(() => false),
      wait(stopWithinMs, true, { signal: patience.signal }).catch(() => false),
    ]);
    patience.abort();
    if (!isLate) return;
    troubles.push(`${name} did not stop within ${stopWithinMs} ms of ${signal}`);
    ending.send('SIGKILL');
    await ending.exited;
  };

  /** Past the network that faults disturb. */
  const ask = async (path: string): Promise<string | null> => {
    const signal = AbortSignal.timeout(2_000);
    const headers = { authorization: `Bearer ${await signToken(null, 60)}` };
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { headers, signal }).catch(() => null);
    return answer?.ok ? answer.text().catch(() => null) : null;
  };

  return {
    name,
    proxy,
    redisProxy,
    process: () => running,
    start() {
      if (running?.isRunning) return;
      isEndWanted = false;
      const started = children.start({
        name,
        file: process.execPath,
        args: ['--enable-source-maps', program, 'serve'],
        environment: { ...environment, PORT: String(port) },
      });
      running = started;
      void started.exited.then(({ code, signal }) => {
        if (isEndWanted || running !== started) return;
        troubles.push(
          `${name} ended by itself (${signal ?? `exit code ${code}`}):\n${started.output().slice(-30).join('\n')}`,
        );
      });
    },
    program: () => program,
    setProgram: (next) => void (program = next),
    kill: () => end('SIGKILL'),
    async terminate() {
      await end('SIGTERM');
      const exit = await running?.exited;
      // Before it listens there is nothing to finish.
      const hadStarted = running?.output().some((line) => line.includes('listens')) ?? false;
      if (exit && hadStarted && exit.code !== 0) {
        const how = exit.signal ?? `exit code ${exit.code}`;
        troubles.push(`${name} stopped with ${how}:\n${running?.output().slice(-30).join('\n')}`);
      }
    },
    freeze: () => running?.send('SIGSTOP'),
    thaw: () => running?.send('SIGCONT'),
    async isReady() {
      return (await ask('readyz')) !== null;
    },
    pid: () => running?.pid,
    metrics: () => ask('metrics'),
    troubles: () => troubles,
  };
}
