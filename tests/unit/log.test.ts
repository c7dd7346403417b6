import { describe, expect, it } from 'vitest';
import { createLog, withRequestId } from '../../src/log.ts';

function setUp() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return { lines, log };
}

describe('a log line', () => {
  it('bears the id of the request that it is written for, also after a wait', async () => {
    const { lines, log } = setUp();

    await Promise.all(
      ['one', 'two'].map((requestId) =>
        withRequestId(requestId, async () => {
          await Promise.resolve();
          log.warn('Something happened', { error: new Error('Something') });
        }),
      ),
    );
    log.info('Something else');

    expect(lines.map(({ requestId }) => requestId)).toEqual(['one', 'two', undefined]);
  });

  it('tells of an error its type, message, codes and causes, and nothing that hangs on it', () => {
    const { lines, log } = setUp();
    const cause = Object.assign(new Error('refused'), {
      config: { headers: { authorization: 'Basic c2VjcmV0' } },
    });
    const error = Object.assign(new Error('failed', { cause }), { code: 'E', request: { auth: 'c2VjcmV0' } });

    log.error('A call failed', { error });

    expect(JSON.stringify(lines)).not.toContain('c2VjcmV0');
    expect(lines[0]?.['error']).toMatchObject({
      type: 'Error',
      message: 'failed',
      code: 'E',
      cause: { message: 'refused' },
    });
  });
});

describe('a log', () => {
  it('tells as much as it was told to last', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
    const told = () => lines.splice(0).map((line) => (JSON.parse(line) as { msg: string }).msg);

    log.info('before');
    log.setLevel('debug');
    log.debug('meanwhile');
    log.setLevel('silent');
    log.error('afterwards');

    expect(told()).toEqual(['meanwhile']);
  });
});
