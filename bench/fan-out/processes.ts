import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SelfTime } from '../self-time-table.ts';
import type { ClientsReport, ExpectRequest, OpenRequest } from './clients.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  cpuMicroseconds(): Promise<number>;
  /** After a garbage collection, in bytes. */
  memory(): Promise<{ readonly heapBytes: number; readonly rss: number }>;
  /** Begins to look where its CPU goes; the result tells it. */
  sample(): Promise<() => Promise<SelfTime>>;
  stop(): void;
}

/** Clients in a process of their own. */
export interface ClientsProcess {
  open(request: Omit<OpenRequest, 'kind'>): Promise<void>;
  /** Resolves once so many messages came. To be asked before they are sent. */
  expect(messages: number): Promise<Extract<ClientsReport, { kind: 'came' }>>;
  stop(): void;
}

const root = new URL('../../', import.meta.url);
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a server that writes `port <number>` once it listens. */
export async function startServer(
  file: string,
  options: {
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL(file, root)), [...(options.args ?? [])], {
    execArgv: ['--expose-gc', '--import', new URL('bench/fan-out/usage-report.mjs', root).href],
    env: { PATH: process.env['PATH'], ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  children.add(child);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}.`)));
    child.stdout?.on('data', (data: Buffer) => {
      const listening = / port (\d+)/.exec(data.toString())?.[1];
      if (listening !== undefined) resolve(Number(listening));
    });
  });
  const ask = async (question: string) => {
    const answer = once(child, 'message');
    child.send(question);
    return (await answer)[0] as { cpuMicroseconds: number; heapBytes: number; rss: number } & SelfTime;
  };
  return {
    port,
    cpuMicroseconds: async () => (await ask('usage')).cpuMicroseconds,
    memory: () => ask('memory'),
    async sample() {
      await ask('sample');
      return () => ask('sampled');
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Starts clients, none connected. */
export function startClients(): ClientsProcess {
  const child = fork(fileURLToPath(new URL('clients.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.add(child);
  child.once('exit', (code) => {
    if (!isStopped) throw new Error(`The clients ended with ${code}.`);
  });
  let isStopped = false;
  const next = async (): Promise<ClientsReport> => (await once(child, 'message'))[0] as ClientsReport;
  const send = (request: OpenRequest | ExpectRequest) => void child.send(request);
  return {
    async open(request) {
      const opened = next();
      send({ kind: 'open', ...request });
      await opened;
    },
    async expect(messages) {
      const report = next();
      send({ kind: 'expect', messages });
      const came = await report;
      if (came.kind !== 'came') throw new Error('The clients told something else.');
      return came;
    },
    stop() {
      isStopped = true;
      child.kill('SIGKILL');
    },
  };
}

/** Subscriptions begin with reads: resolves when the server has nothing to do any more. */
export async function settle(server: ServerProcess): Promise<void> {
  for (let before = await server.cpuMicroseconds(); ;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = await server.cpuMicroseconds();
    if (after - before < 50_000) return;
    before = after;
  }
}
