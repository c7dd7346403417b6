import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createNewestEntries } from '../../src/newest-entries.ts';

describe('newest entries', () => {
  it('forget the oldest sixteenth at the bound, in order, and tell of it', () => {
    const forgotten: number[] = [];
    const entries = createNewestEntries<number>({
      entriesMax: 32,
      onForget: (value) => forgotten.push(value),
    });
    for (let at = 0; at < 32; at += 1) entries.set(`${at}`, at);
    expect(forgotten).toEqual([]);

    entries.set('32', 32);

    expect(forgotten).toEqual([0, 1]);
    expect(entries.size).toBe(31);
    expect(entries.get('1')).toBeUndefined();
    expect(entries.get('2')).toBe(2);
  });

  it('count what was set anew among the newest, and forget nothing for it', () => {
    const entries = createNewestEntries<string>({ entriesMax: 2 });
    entries.set('first', 'old');
    entries.set('second', 'old');

    entries.set('first', 'new');
    entries.set('third', 'new');

    expect(entries.get('second')).toBeUndefined();
    expect(entries.get('first')).toBe('new');
    expect(entries.get('third')).toBe('new');
  });

  it('begin anew once they are cleared', () => {
    const entries = createNewestEntries<number>({ entriesMax: 2 });
    for (let at = 0; at < 5; at += 1) entries.set(`${at}`, at);

    entries.clear();
    for (let at = 5; at < 8; at += 1) entries.set(`${at}`, at);

    expect(entries.size).toBe(2);
    expect(entries.get('4')).toBeUndefined();
    expect(entries.get('7')).toBe(7);
  });

  it('take no more memory the longer the same few are set anew', () => {
    const entries = createNewestEntries<number>({ entriesMax: 10_000 });
    const setAnew = (times: number) => {
      for (let time = 0; time < times; time += 1) entries.set(`name ${time % 1_000}`, time);
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = setAnew(10_000);

    const growth = setAnew(500_000) - before;

    // Of the tables that a Map has grown out of, it would be 39 MB.
    expect(growth).toBeLessThan(5_000_000);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
