import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryDeduplicator, deliveryKey } from '../../../src/webhooks/deduplicator.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

describe('a deduplicator in memory', () => {
  it('forgets the oldest delivery at its bound', () => {
    const deduplicator = createMemoryDeduplicator({ clock: createFakeClock(), entriesMax: 2 });

    for (const key of ['first', 'second', 'third']) deduplicator.isFirst(key);

    expect(deduplicator.size).toBe(2);
    expect(deduplicator.isFirst('third')).toBe(false);
    expect(deduplicator.isFirst('second')).toBe(false);
    expect(deduplicator.isFirst('first')).toBe(true);
  });

  it('counts a delivery that was taken back and came again among the newest', async () => {
    const deduplicator = createMemoryDeduplicator({ clock: createFakeClock(), entriesMax: 2 });
    for (const key of ['first', 'second']) deduplicator.isFirst(key);

    await deduplicator.forget('first');
    for (const key of ['first', 'third']) deduplicator.isFirst(key);

    expect(deduplicator.isFirst('first')).toBe(false);
    expect(deduplicator.isFirst('second')).toBe(true);
  });

  it('remembers again after it was empty', () => {
    const clock = createFakeClock();
    const deduplicator = createMemoryDeduplicator({ clock, ttlMs: 1_000, entriesMax: 2 });
    deduplicator.isFirst('first');
    clock.advance(1_000);
    expect(deduplicator.size).toBe(0);

    for (const key of ['second', 'third', 'fourth']) deduplicator.isFirst(key);

    expect(deduplicator.size).toBe(2);
    expect(deduplicator.isFirst('fourth')).toBe(false);
  });

  it('holds nothing once the time has passed', () => {
    const clock = createFakeClock();
    const deduplicator = createMemoryDeduplicator({ clock, ttlMs: 1_000 });

    deduplicator.isFirst('first');
    clock.advance(999);
    deduplicator.isFirst('second');
    clock.advance(1);

    expect(deduplicator.size).toBe(1);
    expect(deduplicator.isFirst('second')).toBe(false);
    expect(deduplicator.isFirst('first')).toBe(true);
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

  it('is made of the sorted lines, whether they come in order, out of order or with names that nobody knows', () => {
    const parameters = {
      Attributes: '{"mood":"\\u0007"}',
      Body: 'one\ttwo \ud83d\ude00 \udc00',
      'MessagingBinding.Address': 'a/b\\c',
      'MessagingBinding.Type': 'SMS',
      MessageSid: 'IM1',
    };
    const digest = (lines: readonly string[]) =>
      createHash('sha256').update(lines.join('\n')).digest('base64');
    const lines = Object.entries(parameters).map((pair) => JSON.stringify(pair));
    const sorted = Object.fromEntries(Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)));

    expect(keyOf(sorted)).toBe(digest(lines.toSorted()));
    expect(keyOf(parameters)).toBe(digest(lines.toSorted()));
    expect(keyOf({ ...sorted, 'a "new" one': '' })).toBe(
      digest([...lines, JSON.stringify(['a "new" one', ''])].toSorted()),
    );
  });

  it('is the same in any order and with any retry count', () => {
    expect(keyOf({ a: '1', b: '2', RetryCount: '0' })).toBe(keyOf({ RetryCount: '3', b: '2', a: '1' }));
  });

  it('differs when a boundary between a name and its value moves', () => {
    expect(keyOf({ ab: 'c' })).not.toBe(keyOf({ a: 'bc' }));
    expect(keyOf({ a: 'b\nc' })).not.toBe(keyOf({ a: 'b', c: '' }));
  });
});
