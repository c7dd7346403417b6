import { describe, expect, it } from 'vitest';
import { createDeduplicator, deliveryKey } from '../../../src/webhooks/deduplicator.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

describe('createDeduplicator', () => {
  it('forgets the oldest delivery at its bound', () => {
    const deduplicator = createDeduplicator({ clock: createFakeClock(), entriesMax: 2 });

    for (const key of ['first', 'second', 'third']) deduplicator.add(key);

    expect(deduplicator.size).toBe(2);
    expect(['first', 'second', 'third'].map((key) => deduplicator.has(key))).toEqual([false, true, true]);
  });

  it('keeps a delivery that is added again longer than its elders', () => {
    const deduplicator = createDeduplicator({ clock: createFakeClock(), entriesMax: 2 });

    for (const key of ['first', 'second', 'first', 'third']) deduplicator.add(key);

    expect(['first', 'second', 'third'].map((key) => deduplicator.has(key))).toEqual([true, false, true]);
  });

  it('holds nothing once the time has passed', () => {
    const clock = createFakeClock();
    const deduplicator = createDeduplicator({ clock, ttlMs: 1_000 });

    deduplicator.add('first');
    clock.advance(999);
    deduplicator.add('second');
    clock.advance(1);

    expect(deduplicator.has('first')).toBe(false);
    expect(deduplicator.has('second')).toBe(true);
    expect(deduplicator.size).toBe(1);
  });
});

function keyOf(parameters: Readonly<Record<string, string>>): string {
  return deliveryKey(Object.entries(parameters).map(([name, value]) => ({ name, value })));
}

describe('deliveryKey', () => {
  it('is the same in any order and with any retry count', () => {
    expect(keyOf({ a: '1', b: '2', RetryCount: '0' })).toBe(keyOf({ RetryCount: '3', b: '2', a: '1' }));
  });

  it('differs when a boundary between a name and its value moves', () => {
    expect(keyOf({ ab: 'c' })).not.toBe(keyOf({ a: 'bc' }));
    expect(keyOf({ a: 'b\nc' })).not.toBe(keyOf({ a: 'b', c: '' }));
  });
});
