import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTable, type TableRow } from '../../../src/emulator/table.ts';

interface Row extends TableRow {
  readonly position: number;
}

function createClockedTable(keepMs: number) {
  const history = { now: () => clock.now, keepMs };
  const clock = { now: 0 };
  return { clock, history, table: createTable<Row>({ position: (row) => row.position, history }) };
}

const row = (number: number, position: number): Row => ({ sid: `s${number}`, sequence: number, position });

describe('a table', () => {
  it('keeps its rows in order, whatever is put and removed', () => {
    const change = fc.record({ number: fc.nat(9), position: fc.nat(5), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const { table } = createClockedTable(0);
        const model = new Map<string, Row>();

        for (const { number, position, isRemoval } of changes) {
          if (isRemoval) table.remove(`s${number}`);
          else table.put(row(number, position));
          if (isRemoval) model.delete(`s${number}`);
          else model.set(`s${number}`, row(number, position));
        }

        const expected = [...model.values()].toSorted(
          (a, b) => a.position - b.position || a.sequence - b.sequence,
        );
        expect(table.rows).toEqual(expected);
        expect(expected.map(({ sid }) => table.get(sid))).toEqual(expected);
      }),
    );
  });

  it('can be read as it was at any moment that it still remembers', () => {
    const change = fc.record({ number: fc.nat(5), position: fc.nat(5), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const { table, clock } = createClockedTable(10);
        const snapshots: (readonly Row[])[] = [[]];

        for (const { number, position, isRemoval } of changes) {
          clock.now += 1;
          if (isRemoval) table.remove(`s${number}`);
          else table.put(row(number, position));
          snapshots.push([...table.rows]);
        }

        for (let time = Math.max(0, clock.now - 10); time <= clock.now; time += 1) {
          const then = table.asOf(time);
          expect(then.rows).toEqual(snapshots[time]);
          expect(then.rows.map(({ sid }) => then.get(sid))).toEqual(then.rows);
        }
      }),
    );
  });

  it('remembers nothing unless it is told to', () => {
    const { table, clock } = createClockedTable(0);
    clock.now = 5;

    table.put(row(1, 1));

    expect(table.asOf(0).rows).toHaveLength(1);
  });

  it('remembers 10,000 changes at most, and what is older than it keeps not at all', () => {
    const many = createClockedTable(1_000);
    const old = createClockedTable(10);

    for (let number = 0; number < 10_001; number += 1) many.table.put(row(number, number));
    old.table.put(row(0, 0));
    old.clock.now = 11;
    old.table.put(row(1, 1));

    expect(many.table.asOf(-1).rows.map(({ sid }) => sid)).toEqual(['s0']);
    expect(old.table.asOf(-1).rows.map(({ sid }) => sid)).toEqual(['s0']);
  });
});
