import { spawn } from 'node:child_process';
import { vi } from 'vitest';
import type { Emulator } from '../../src/emulator/index.ts';
import { builtCommand } from './built-command.ts';
import { fastPaths, tokenSecret } from './gateway.ts';
import { requireNoSecretIn } from './secret-output.ts';
import { stopWithTest } from './stop-with-test.ts';

/** A gateway that runs as the command does, in a process of its own. */
export interface GatewayProcess {
  readonly origin: string;
  send(signal: NodeJS.Signals): void;
  /** Resolves with the exit code when the process has ended. */
  readonly exited: Promise<number | null>;
}

/** Starts `serve` over an emulator, with further variables; resolves when it is ready. It ends with the test that started it. */
export async function startGatewayProcess(
  { accountSid, authToken, chatServiceSid, baseUrl }: Emulator['config'],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    /** Flags of Node's own. */
    readonly nodeOptions?: readonly string[];
    /** A file that is opened, for all that the process writes; then `environment` has to name the port. @default what the process writes is read */
    readonly output?: number;
  } = {},
): Promise<GatewayProcess> {
  const environment: Readonly<Record<string, string>> = {
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://127.0.0.1',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_CHAT_SERVICE_SID: chatServiceSid,
    TWILIO_BASE_URL: baseUrl,
    AUTH_JWT_SECRET: tokenSecret,
    FAST_PATHS: String(fastPaths),
    SHEDDING_LAG_TARGET_MS: '0',
    LOG_LEVEL: 'error',
    ...options.environment,
  };
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), builtCommand(), 'serve'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', options.output ?? 'pipe', options.output ?? 'pipe'],
  });
  let output = '';
  let written = '';
  stopWithTest(() => {
    child.kill('SIGKILL');
    requireNoSecretIn(written, environment);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const port = await new Promise<string>((resolve, reject) => {
    void exited.then((code) => reject(new Error(`The gateway ended with ${code}:\n${output}`)));
    const told = options.environment?.['PORT'];
    if (told !== undefined) resolve(told);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        written += data.toString();
        output = `${output}${data.toString()}`.slice(-10_000);
        const found = /listens at port (\d+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
  });
  const origin = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      const { status } = await fetch(`${origin}/readyz`);
      if (status !== 200) throw new Error(`The gateway is not ready: ${status}`);
    },
    { timeout: 20_000 },
  );
  return { origin, exited, send: (signal) => void child.kill(signal) };
}
