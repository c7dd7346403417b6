import { describe, expect, it } from 'vitest';
import { type Alarm, createAlarms } from '../../src/alarms.ts';
import { createFakeClock } from './transport/fake-clock.ts';

const startAlarms = () => {
  const clock = createFakeClock();
  const rung: string[] = [];
  const alarmOf = (name: string): Alarm => ({ dueAt: 0, place: -1, ring: () => void rung.push(name) });
  return { clock, rung, alarmOf, alarms: createAlarms({ clock }) };
};

describe('alarms', () => {
  it('ring each at its time, whatever the order in which they were set', () => {
    const { alarms, alarmOf, clock, rung } = startAlarms();
    const delays = [70, 10, 50, 30, 90, 20, 80, 60, 40];
    for (const delayMs of delays) alarms.set(alarmOf(String(delayMs)), delayMs);

    clock.advance(45);
    expect(rung).toEqual(['10', '20', '30', '40']);
    clock.advance(45);

    expect(rung).toEqual(['10', '20', '30', '40', '50', '60', '70', '80', '90']);
  });

  it('ring at the time for which they were set last', () => {
    const { alarms, alarmOf, clock, rung } = startAlarms();
    const [early, late] = [alarmOf('early'), alarmOf('late')];
    alarms.set(early, 10);
    alarms.set(late, 20);

    alarms.set(early, 40);
    alarms.set(late, 5);

    clock.advance(30);
    expect(rung).toEqual(['late']);
    clock.advance(10);
    expect(rung).toEqual(['late', 'early']);
  });

  it('do not ring once they were cancelled, and the others do', () => {
    const { alarms, alarmOf, clock, rung } = startAlarms();
    const all = Array.from({ length: 20 }, (_, place) => alarmOf(String(place)));
    for (const [place, alarm] of all.entries()) alarms.set(alarm, 100 - ((place * 7) % 20));

    for (const alarm of all.filter((_, place) => place % 2 === 0)) alarms.cancel(alarm);
    clock.advance(100);

    expect(rung.toSorted()).toEqual(['1', '11', '13', '15', '17', '19', '3', '5', '7', '9']);
  });

  it('can be set again while one rings', () => {
    const { alarms, alarmOf, clock, rung } = startAlarms();
    const again: Alarm = {
      ...alarmOf('again'),
      ring() {
        rung.push('again');
        if (rung.length < 3) alarms.set(again, 10);
      },
    };
    alarms.set(again, 10);

    for (let step = 0; step < 5; step += 1) clock.advance(10);

    expect(rung).toEqual(['again', 'again', 'again']);
  });

  it('share one timer', () => {
    const { alarms, alarmOf, clock } = startAlarms();
    const all = Array.from({ length: 50 }, (_, place) => alarmOf(String(place)));
    for (const [place, alarm] of all.entries()) alarms.set(alarm, 5_000 + place);

    expect(clock.timersPending).toBe(1);
    for (const alarm of all) alarms.cancel(alarm);

    expect(clock.timersPending).toBe(0);
  });

  it('keep no timer when none is set', () => {
    const { alarms, alarmOf, clock } = startAlarms();
    const [one, other] = [alarmOf('one'), alarmOf('other')];
    alarms.set(one, 10);
    alarms.set(other, 20);

    alarms.cancel(one);
    alarms.close();

    expect(clock.timersPending).toBe(0);
  });
});
