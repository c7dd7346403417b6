import { describe, expect, it } from 'vitest';
import { createAnswerBasis } from '../../src/answer-basis.ts';
import { createFakeClock } from './transport/fake-clock.ts';

describe('an answer', () => {
  it('holds for ever where it rests on nothing', () => {
    const clock = createFakeClock();
    const basis = createAnswerBasis({ clock });

    clock.advance(1_000_000_000);

    expect(basis.holds()).toBe(true);
  });

  it('holds as long as all that it rests on', () => {
    const grounds = { one: true, other: true };
    const basis = createAnswerBasis({ clock: createFakeClock() });
    basis.restOn(() => grounds.one);
    basis.restOn(() => grounds.other);

    const before = basis.holds();
    grounds.other = false;

    expect([before, basis.holds()]).toEqual([true, false]);
  });

  it('never holds again once it did not', () => {
    const grounds = { one: false };
    const basis = createAnswerBasis({ clock: createFakeClock() });
    basis.restOn(() => grounds.one);

    basis.holds();
    grounds.one = true;

    expect(basis.holds()).toBe(false);
  });

  it('holds to the shortest age that was told, counted from its beginning', () => {
    const clock = createFakeClock();
    const basis = createAnswerBasis({ clock });
    clock.advance(1_000);
    basis.limitAge(5_000);
    basis.limitAge(60_000);

    clock.advance(4_000);
    const inTime = basis.holds();
    clock.advance(1);

    expect([inTime, basis.holds()]).toEqual([true, false]);
  });

  it('holds for nobody else where that is forbidden, whatever was told before or after', () => {
    const basis = createAnswerBasis({ clock: createFakeClock() });
    basis.restOn(() => true);
    basis.forbid();
    basis.restOn(() => true);

    expect(basis.holds()).toBe(false);
  });
});
