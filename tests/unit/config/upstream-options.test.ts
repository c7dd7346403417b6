import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';

const complete = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a'.repeat(32),
  PUBLIC_URL: 'https://chat.example.com',
  AUTH_JWT_SECRET: 's'.repeat(32),
} as const;

describe('the bounds of what goes to Twilio', () => {
  it('are none unless somebody sets them', () => {
    expect(loadConfig(complete).upstream).toBeUndefined();
  });

  it('come from variables', () => {
    const { upstream } = loadConfig({
      ...complete,
      UPSTREAM_PRESET: 'conservative',
      UPSTREAM_REQUESTS_PER_HOUR: '60',
      UPSTREAM_MESSAGES_PER_SECOND: '30',
      UPSTREAM_SWEEPS_PER_SECOND: '100',
      UPSTREAM_SWEEP_PERCENT: '90',
    });

    expect(upstream).toEqual({
      preset: 'conservative',
      requestsPerHour: 60,
      messagesPerSecond: 30,
      sweepsPerSecond: 100,
      sweepPercent: 90,
    });
  });

  it.each([
    ['UPSTREAM_PRESET', 'timid', 'UPSTREAM_PRESET has to be one of conservative.'],
    [
      'UPSTREAM_REQUESTS_PER_HOUR',
      '59',
      'UPSTREAM_REQUESTS_PER_HOUR has to be a whole number from 60 to 100000000.',
    ],
    [
      'UPSTREAM_MESSAGES_PER_SECOND',
      '0',
      'UPSTREAM_MESSAGES_PER_SECOND has to be a whole number from 1 to 30.',
    ],
    [
      'UPSTREAM_MESSAGES_PER_SECOND',
      '31',
      'UPSTREAM_MESSAGES_PER_SECOND has to be a whole number from 1 to 30.',
    ],
    [
      'UPSTREAM_SWEEPS_PER_SECOND',
      '101',
      'UPSTREAM_SWEEPS_PER_SECOND has to be a whole number from 1 to 100.',
    ],
    ['UPSTREAM_SWEEP_PERCENT', '91', 'UPSTREAM_SWEEP_PERCENT has to be a whole number from 1 to 90.'],
  ])('refuse %s=%s', (name, value, sentence) => {
    expect(() => loadConfig({ ...complete, [name]: value })).toThrow(sentence);
  });
});
