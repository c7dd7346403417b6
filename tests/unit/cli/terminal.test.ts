import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../src/cli/terminal.ts';

function setUp(options: { readonly isTTY: boolean; readonly environment?: Record<string, string> }) {
  const written = { output: '', progress: '' };
  const streamOf = (name: keyof typeof written) => ({
    isTTY: options.isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const terminal = createTerminal({
    environment: options.environment ?? {},
    output: streamOf('output'),
    progress: streamOf('progress'),
  });
  return { terminal, written };
}

describe('what a command tells', () => {
  it('has colours on a terminal', () => {
    const { terminal, written } = setUp({ isTTY: true });
    terminal.verdict('failed', 'Something.');

    expect(written.output).toBe('\u001B[31mfailed \u001B[39m  Something.\n');
  });

  it.each([
    ['in a file', { isTTY: false }],
    ['with NO_COLOR', { isTTY: true, environment: { NO_COLOR: '1' } }],
    ['on a terminal that has none', { isTTY: true, environment: { TERM: 'dumb' } }],
  ])('has none %s', (_, options) => {
    const { terminal, written } = setUp(options);
    terminal.verdict('ok', 'Something.');

    expect(written.output).toBe('ok       Something.\n');
  });

  it('keeps progress apart from results, and takes it away on a terminal', async () => {
    const { terminal, written } = setUp({ isTTY: true });

    expect(await terminal.during('Asking', async () => 'answer')).toBe('answer');
    expect(written).toEqual({ output: '', progress: '\r\u001B[2KAsking …\r\u001B[2K' });
  });

  it('tells progress in one line where nobody watches', async () => {
    const { terminal, written } = setUp({ isTTY: false });
    await terminal.during('Asking', async () => undefined);

    expect(written.progress).toBe('Asking …\n');
  });
});
