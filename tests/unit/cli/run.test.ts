import { describe, expect, it, vi } from 'vitest';
import { commands, run } from '../../../src/cli/run.ts';

/** Runs the command in this process; for calls that end at once. */
async function call(...argv: readonly string[]) {
  const lines: string[] = [];
  const collect = (line: unknown) => void lines.push(String(line));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(collect),
    vi.spyOn(console, 'error').mockImplementation(collect),
  ];
  try {
    return { exitCode: await run(argv), output: lines.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('a wrong call', () => {
  it.each([
    [['serve', 'emulator'], 'The argument "emulator" is one too many.'],
    [['emulator', 'demo'], 'The argument "demo" is one too many.'],
    [['token', 'alice', 'bob'], 'The argument "bob" is one too many.'],
    [['doctor', 'who'], 'The argument "who" is one too many.'],
    [['check-config', 'gateway.json'], 'The argument "gateway.json" is one too many.'],
    [['print-config', 'PORT'], 'The argument "PORT" is one too many.'],
    [['print-schema', 'Query'], 'The argument "Query" is one too many.'],
    [['token', 'alice', '--sevrice'], 'There is no option --sevrice. Did you mean --service?'],
    [['serve', '-x'], 'There is no option -x.'],
    [['serve', '--config'], "Option '--config <value>' argument missing"],
    [['emulator', '--port', 'abc'], '--port has to be a whole number from 0 to 65535.'],
  ])('%j ends with 2, and a few words say what is wrong with it', async (argv, sentence) => {
    const { exitCode, output } = await call(...argv);

    expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringContaining(sentence) });
    expect(output.split('\n').length).toBeLessThan(5);
  });

  it('of a command that there is not tells all that there are, and which one may be meant', async () => {
    const { exitCode, output } = await call('sreve');

    expect(exitCode).toBe(2);
    expect(output).toContain('There is no command "sreve". Did you mean serve?');
    for (const name of Object.keys(commands)) expect(output).toContain(`\n  ${name}`);
  });
});

describe('--help', () => {
  it.each(Object.keys(commands))('tells how %s is called and what its options are', async (name) => {
    const { exitCode, output } = await call(name, '--help');
    const { options, summary } = await (commands[name] ?? (() => Promise.reject(new Error(name))))();

    expect(exitCode).toBe(0);
    expect(output).toMatch(new RegExp(`^Usage: twilio-conversations-graphql ${name}`));
    expect(output).toContain(summary);
    for (const option of Object.keys(options)) expect(output).toContain(`--${option}`);
  });
});
