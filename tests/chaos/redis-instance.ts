import { spawnSync } from 'node:child_process';
import type { ChildProcesses, RunningProcess } from './child-processes.ts';
import { findFreePort } from './free-port.ts';

/** A Redis of the run's own, which keeps nothing when it ends. */
export interface RedisInstance {
  readonly port: number;
  start(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Whether there is a redis-server on this machine. */
export function isRedisInstalled(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A Redis on a free port that does not run yet. */
export async function createRedisInstance(children: ChildProcesses): Promise<RedisInstance> {
  const port = await findFreePort();
  let running: RunningProcess | null = null;
  return {
    port,
    async start() {
      if (running?.isRunning) return;
      running = children.start({
        name: 'redis',
        file: 'redis-server',
        args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      });
      await running.waitForLine(/Ready to accept connections/, 10_000);
    },
    async kill() {
      running?.send('SIGKILL');
      await running?.exited;
    },
    freeze: () => running?.send('SIGSTOP'),
    thaw: () => running?.send('SIGCONT'),
  };
}
