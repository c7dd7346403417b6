import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';

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
