import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryDeduplicator, deliveryKey } from '../../../src/webhooks/deduplicator.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

describe('a deduplicator in memory', () => {
  it('forgets the oldest delivery at its bound', async () => {
    const deduplicator = createMemoryDeduplicator({ clock: createFakeClock(), entriesMax: 2 });

    for (const key of ['first', 'second', 'third']) await deduplicator.isFirst(key);

    expect(deduplicator.size).toBe(2);
    expect(await deduplicator.isFirst('third')).toBe(false);
    expect(await deduplicator.isFirst('second')).toBe(false);
    expect(await deduplicator.isFirst('first')).toBe(true);
  });

  it('counts a delivery that was taken back and came again among the newest', async () => {
    const deduplicator = createMemoryDeduplicator({ clock: createFakeClock(), entriesMax: 2 });
    for (const key of ['first', 'second']) await deduplicator.isFirst(key);

    await deduplicator.forget('first');
    for (const key of ['first', 'third']) await deduplicator.isFirst(key);

    expect(await deduplicator.isFirst('first')).toBe(false);
    expect(await deduplicator.isFirst('second')).toBe(true);
  });

  it('remembers again after it was empty', async () => {
    const clock = createFakeClock();
    const deduplicator = createMemoryDeduplicator({ clock, ttlMs: 1_000, entriesMax: 2 });
    await deduplicator.isFirst('first');
    clock.advance(1_000);
    expect(deduplicator.size).toBe(0);

    for (const key of ['second', 'third', 'fourth']) await deduplicator.isFirst(key);

    expect(deduplicator.size).toBe(2);
    expect(await deduplicator.isFirst('fourth')).toBe(false);
  });

  it('holds nothing once the time has passed', async () => {
    const clock = createFakeClock();
    const deduplicator = createMemoryDeduplicator({ clock, ttlMs: 1_000 });

    await deduplicator.isFirst('first');
    clock.advance(999);
    await deduplicator.isFirst('second');
    clock.advance(1);

    expect(deduplicator.size).toBe(1);
    expect(await deduplicator.isFirst('second')).toBe(false);
    expect(await deduplicator.isFirst('first')).toBe(true);
  });
});

function keyOf(parameters: Readonly<Record<string, string>>): string {
  return deliveryKey(Object.entries(parameters).map(([name, value]) => ({ name, value })));
}

describe('deliveryKey', () => {
  it('is made of JSON, whatever has to be escaped, so that instances of any version agree on it', () => {
    const line = JSON.stringify(['Body', 'a "quoted"\nline\ud83d']);

    expect(keyOf({ Body: 'a "quoted"\nline\ud83d' })).toBe(
      createHash('sha256').update(line).digest('base64'),
    );
    expect(keyOf({ Index: '4' })).toBe(createHash('sha256').update('["Index","4"]').digest('base64'));
  });

  it('is the same in any order and with any retry count', () => {
    expect(keyOf({ a: '1', b: '2', RetryCount: '0' })).toBe(keyOf({ RetryCount: '3', b: '2', a: '1' }));
  });

  it('differs when a boundary between a name and its value moves', () => {
    expect(keyOf({ ab: 'c' })).not.toBe(keyOf({ a: 'bc' }));
    expect(keyOf({ a: 'b\nc' })).not.toBe(keyOf({ a: 'b', c: '' }));
  });
});
