import { spawn } from 'node:child_process';
import { builtCommand } from './built-command.ts';
import { requireNoSecretIn } from './secret-output.ts';
import { stopWithTest } from './stop-with-test.ts';

/** Runs the command with exactly this environment, whose secrets must not come out of it. */
export function startCommand(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [builtCommand(), ...args], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  let output = '';
  stopWithTest(() => {
    child.kill('SIGKILL');
    requireNoSecretIn(output, environment);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return {
    child,
    exit,
    output: () => output,
    result: async () => ({ exitCode: await exit, output }),
  };
}
