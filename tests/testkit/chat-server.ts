import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtCommand } from './built-command.ts';
import { findFreePort } from './free-port.ts';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.ts';

const startWithinMs = 30_000;
const stopWithinMs = 10_000;
const pollEveryMs = 50;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where a server listens. */
export interface ChatServerPorts {
  /** @default a free one */
  readonly port?: number;
}

/** What `npm start` runs: the gateway over the emulator, with the chat and GraphiQL. */
export interface ChatServer {
  readonly origin: string;
  readonly port: number;
  /** A client that acts for one of the demo's people. */
  as(identity: string): Promise<GraphqlClient>;
  /** Lets the emulator misbehave; `{}` lets it behave again. */
  setFaults(faults: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the built program in a process of its own.
 * @throws with all that the process printed when it is not ready in time.
 */
export async function startChatServer(ports: ChatServerPorts = {}): Promise<ChatServer> {
  const port = ports.port ?? (await findFreePort());
  const emulatorPort = await findFreePort();
  const origin = `http://localhost:${port}`;
  const emulatorOrigin = `http://localhost:${emulatorPort}`;
  const child = spawn(process.execPath, [builtCommand(), 'serve', '--emulator'], {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: String(port), EMULATOR_PORT: String(emulatorPort) },
  });
  const printed = collectOutput(child);
  await untilReady({ url: `${origin}/readyz`, child, printed });

  return {
    origin,
    port,
    as: async (identity) => createGraphqlClient({ origin, token: await fetchToken(origin, identity) }),
    async setFaults(faults) {
      const response = await fetch(`${emulatorOrigin}/__emulator/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      });
      if (!response.ok) throw new Error(`The emulator refused the faults: ${await response.text()}`);
    },
    stop: () => stopProcess(child, printed),
  };
}

async function fetchToken(origin: string, identity: string): Promise<string> {
  const response = await fetch(`${origin}/demo/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity }),
  });
  const { token } = (await response.json()) as { readonly token: string };
  return token;
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk.toString('utf8');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return () => text;
}

interface ReadyOptions {
  readonly url: string;
  readonly child: ChildProcess;
  readonly printed: () => string;
}

async function untilReady({ url, child, printed }: ReadyOptions): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The server is not ready at ${url}. It printed:\n${printed()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs));
  }
}

/** @throws with all that the process printed when it had ended by itself. */
async function stopProcess(child: ChildProcess, printed: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new Error(
      `The server ended by itself with ${child.exitCode ?? child.signalCode}. It printed:\n${printed()}`,
    );
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(timer);
}
