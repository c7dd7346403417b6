import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { findFreePort } from './free-port.ts';
import { requireOrSkip } from './requirements.ts';
import { stopWithTest } from './stop-with-test.ts';

/** A Redis of a test's own. */
export interface RedisServer {
  readonly port: number;
  /** `redis://…`, with the password if there is one. */
  readonly url: string;
  /** Runs a command as an operator would. */
  command(...args: readonly string[]): Promise<unknown>;
  /** Starts it again at the same port, after `stop` or `kill`. */
  start(): Promise<void>;
  /** Lets it end in order: it saves what it persists. */
  stop(): Promise<void>;
  /** Kills it as a failing machine does. */
  kill(): Promise<void>;
  /** Makes it hang: connections stay, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Kills it for good; outside of a test the caller has to. */
  close(): Promise<void>;
}

/** Whether tests of Redis can run here; where CI is set they have to. */
export function hasRedisServer(): boolean {
  return requireOrSkip({
    name: 'redis-server',
    isPresent: isInstalled(),
    install: 'apt-get install redis-server',
  });
}

/** Starts a Redis that keeps nothing on disk unless told otherwise; it ends with the test that started it. */
export async function startRedisServer(
  options: {
    readonly password?: string;
    /** Further settings, as `redis-server` takes them on its command line without the dashes. */
    readonly settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<RedisServer> {
  const { password, settings = {} } = options;
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'redis-server-'));
  const url = `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`;
  const all: Readonly<Record<string, string>> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    daemonize: 'no',
    ...(password === undefined ? {} : { requirepass: password }),
    ...settings,
  };
  let server: ChildProcess | undefined;

  const start = async () => {
    const started = spawn(
      'redis-server',
      Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    server = started;
    await new Promise<void>((resolve, reject) => {
      let output = '';
      started.once('error', reject);
      started.once('exit', () => reject(new Error(`redis-server ended: ${output}`)));
      started.stdout.setEncoding('utf8');
      started.stdout.on('data', (chunk: string) => {
        output = `${output}${chunk}`.slice(-10_000);
        if (output.includes('Ready to accept connections')) resolve();
      });
    });
  };
  // Also where a run is broken off: a server outlives nobody who started it.
  const endWithProcess = () => void server?.kill('SIGKILL');
  process.once('exit', endWithProcess);
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
  };

  const close = async () => {
    await end('SIGKILL');
    process.off('exit', endWithProcess);
    await rm(folder, { recursive: true, force: true });
  };

  await start();
  stopWithTest(close);
  return {
    port,
    url,
    async command(...args) {
      const client = createClient({ url });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await client.sendCommand<unknown>(args);
      } finally {
        client.destroy();
      }
    },
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    close,
  };
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
