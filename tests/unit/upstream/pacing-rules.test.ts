import { describe, expect, it } from 'vitest';
import {
  createPacingRules,
  type PacingOptions,
  sweepsPerSecondOf,
} from '../../../src/upstream/pacing-rules.ts';

const conversation = 'CH1';
const calls = {
  'a read': { priority: 'userRead' },
  'a sweep': { priority: 'sweep' },
  'a new message': {
    priority: 'userWrite',
    writesTo: { scope: 'conversation', conversation, isNewMessage: true },
  },
  'a changed participant': {
    priority: 'userWrite',
    writesTo: { scope: 'conversation', conversation, isNewMessage: false },
  },
  'a new conversation': { priority: 'userWrite', writesTo: { scope: 'service' } },
} as const;

function rulesOf(call: keyof typeof calls, options?: PacingOptions) {
  const rules = createPacingRules(options)(calls[call]);
  return rules.map(({ key, permits, windowMs }) => `${key} ${permits}/${windowMs}`);
}

describe('without bounds of the operator', () => {
  it.each<[keyof typeof calls, readonly string[]]>([
    ['a read', []],
    ['a sweep', ['sweep 5/1000']],
    ['a new message', ['conversation:CH1 30/1000']],
    ['a changed participant', ['conversation:CH1 30/1000']],
    ['a new conversation', ['service 30/1000']],
  ])('%s counts against %j', (call, rules) => {
    expect(rulesOf(call)).toEqual(rules);
  });

  it('five sweeps a second pass', () => {
    expect(sweepsPerSecondOf()).toBe(5);
  });

  it('as many sweeps pass as the operator says', () => {
    expect(sweepsPerSecondOf({ sweepsPerSecond: 20 })).toBe(20);
    expect(rulesOf('a sweep', { sweepsPerSecond: 20 })).toEqual(['sweep 20/1000']);
  });
});

describe('with the conservative preset', () => {
  const preset = { preset: 'conservative' } as const;

  it.each<[keyof typeof calls, readonly string[]]>([
    ['a read', ['account 166/60000']],
    ['a sweep', ['sweep 49/60000', 'account 166/60000']],
    ['a new message', ['message:CH1 1/1000', 'conversation:CH1 30/1000', 'account 166/60000']],
    ['a changed participant', ['conversation:CH1 30/1000', 'account 166/60000']],
  ])('%s counts against %j', (call, rules) => {
    expect(rulesOf(call, preset)).toEqual(rules);
  });

  it('sweeps get 30 % of the requests', () => {
    expect(sweepsPerSecondOf(preset) * 3_600).toBeCloseTo(3_000);
  });

  it('sweeps get as much as the operator says', () => {
    const more = { ...preset, sweepPercent: 60 };

    expect(rulesOf('a sweep', more)).toEqual(['sweep 99/60000', 'account 166/60000']);
    expect(sweepsPerSecondOf(more) * 3_600).toBeCloseTo(6_000);
  });

  it('a figure of the operator wins', () => {
    expect(rulesOf('a new message', { ...preset, requestsPerHour: 60, messagesPerSecond: 3 })).toEqual([
      'message:CH1 3/1000',
      'conversation:CH1 30/1000',
      'account 1/60000',
    ]);
  });
});
