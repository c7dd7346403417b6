import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesSince,
  compareWindow,
  markWindow,
  type WindowChange,
  type WindowMessage,
  windowIndexesMax,
} from '../../../src/events/timeline-window.ts';

const top = 149;
const low = 40;
const fingerprints = fc.integer({ min: 1, max: 2 ** 48 - 1 });

/** A window with gaps, and what became of it: each message is left, changed or removed. */
const histories = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: low, max: top }), { minLength: 1, maxLength: 90 }),
    fc.array(fc.tuple(fc.nat(89), fc.constantFrom('change', 'remove'), fingerprints), { maxLength: 8 }),
    fingerprints,
  )
  .map(([indexes, happenings, seed]) => {
    const before = new Map(
      indexes.toSorted((one, other) => one - other).map((index) => [index, seed + index]),
    );
    const after = new Map(before);
    const changes: WindowChange[] = [];
    for (const [place, what, fingerprint] of happenings) {
      const index = indexes[place % indexes.length] ?? low;
      const known = after.get(index);
      if (known === undefined || known === fingerprint) continue;
      if (what === 'remove') after.delete(index);
      else after.set(index, fingerprint);
      changes.push({ index, before: known, after: what === 'remove' ? null : fingerprint });
    }
    return { before: toMessages(before), after: toMessages(after), changes };
  });

function toMessages(fingerprintsByIndex: ReadonlyMap<number, number>): WindowMessage[] {
  return [...fingerprintsByIndex].map(([index, fingerprint]) => ({ index, fingerprint }));
}

/** What is other in `after`, by comparing everything. */
function differenceOf(before: readonly WindowMessage[], after: readonly WindowMessage[]) {
  const there = new Map(after.map(({ index, fingerprint }) => [index, fingerprint]));
  return {
    removed: before.filter(({ index }) => !there.has(index)).map(({ index }) => index),
    changed: before
      .filter(({ index, fingerprint }) => there.has(index) && there.get(index) !== fingerprint)
      .map(({ index }) => index),
  };
}

describe('a window mark', () => {
  it('names what was removed, and every changed message beside at most its fifteen neighbours', () => {
    fc.assert(
      fc.property(histories, ({ before, after }) => {
        const { removed, changed } = compareWindow(markWindow(before, { low, top }), {
          messages: after,
          low,
          top,
        });
        const truth = differenceOf(before, after);

        expect(new Set(removed)).toEqual(new Set(truth.removed));
        expect(truth.changed.filter((index) => !changed.includes(index))).toEqual([]);
        const blocks = new Set([...truth.changed, ...truth.removed].map((index) => index >> 4));
        expect(changed.filter((index) => !blocks.has(index >> 4))).toEqual([]);
      }),
    );
  });

  it('finds nothing where nothing happened', () => {
    fc.assert(
      fc.property(histories, ({ before }) => {
        const difference = compareWindow(markWindow(before, { low, top }), { messages: before, low, top });

        expect(difference).toEqual({ removed: [], changed: [] });
      }),
    );
  });

  it('names exactly what happened where the changes are remembered', () => {
    fc.assert(
      fc.property(histories, ({ before, after, changes }) => {
        const mark = markWindow(before, { low, top });

        const difference = changesSince(mark, { messages: after, low, top }, changes);

        const truth = differenceOf(before, after);
        expect(new Set(difference?.removed)).toEqual(new Set(truth.removed));
        expect(truth.changed.filter((index) => !difference?.changed.includes(index))).toEqual([]);
        const touched = new Set(changes.map(({ index }) => index));
        expect(difference?.changed.filter((index) => !touched.has(index))).toEqual([]);
      }),
    );
  });

  it('of something that never was there says so', () => {
    const messages = [{ index: 50, fingerprint: 1 }];
    const mark = markWindow([{ index: 50, fingerprint: 2 }], { low, top });

    expect(changesSince(mark, { messages, low, top }, [])).toBeNull();
  });

  it('compares only what both sides know', () => {
    const messages = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, place) => ({ index: first + place, fingerprint: place }));
    const mark = markWindow(messages(0, 99), { low: 0, top: 99 });

    const { removed } = compareWindow(mark, { messages: messages(64, 99).slice(1), low: 64, top: 99 });

    expect(removed).toEqual([64]);
  });

  it('tells of the newest part where indexes lie further apart than it can hold', () => {
    const mark = markWindow([{ index: 9_000, fingerprint: 7 }], { low: 0, top: 9_000 });

    expect(mark.low).toBe(9_000 - windowIndexesMax + 1);
    expect(mark.present).toHaveLength(windowIndexesMax / 8);
  });
});
