import { describe, expect, it } from 'vitest';
import { parseDate, parseDuration, parseForm, restDate, webhookDate } from '../../../src/emulator/wire.ts';

describe('dates', () => {
  it('have whole seconds in REST and milliseconds in webhooks', () => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

    expect(restDate(time)).toBe('2026-01-02T03:04:05Z');
    expect(webhookDate(time)).toBe('2026-01-02T03:04:05.678Z');
  });

  it.each([
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000Z'],
  ])('are read from %s', (text, expected) => {
    expect(new Date(parseDate(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each(['', 'now', '2026', '2026-02-30T25:00:00Z', '2026-01-02T03:04:05', '1735787045', '02.01.2026'])(
    'are not read from %o',
    (text) => {
      expect(parseDate(text)).toBeNull();
    },
  );
});

describe('durations', () => {
  it.each([
    ['PT1M', 60_000],
    ['PT1M30S', 90_000],
    ['P30D', 2_592_000_000],
    ['P2W', 1_209_600_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT0S', 0],
  ])('of %s are %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 'P', 'PT', 'P1DT', '1M', 'PT1', 'PT-1M', 'P1Y', 'PT1.5M', 'pt1m'])('are not %o', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('forms', () => {
  it('keep dots in names, gather repeated names and read plus as a space', () => {
    const form = parseForm('Timers.Inactive=PT1M&Filters=a&Filters=b&Body=x+y%2Bz&Empty=&Bare');

    expect(Object.fromEntries(form)).toEqual({
      'Timers.Inactive': ['PT1M'],
      Filters: ['a', 'b'],
      Body: ['x y+z'],
      Empty: [''],
      Bare: [''],
    });
  });
});
