import { describe, expect, it } from 'vitest';
import { createEmulator, EmulatorInputError, type EmulatorOptions } from '../../../src/emulator/index.ts';

describe('options', () => {
  it.each<[string, EmulatorOptions]>([
    ['port must be an integer from 0 to 65535', { port: 65_536 }],
    ['host is not a loopback address: set allowRemote to listen there', { host: '0.0.0.0' }],
    ['accountSid must be AC and 32 hexadecimal digits', { accountSid: 'AC1' }],
    ['authToken must not be empty', { authToken: '' }],
    ['chatServiceSid must be IS and 32 hexadecimal digits', { chatServiceSid: 'CH1' }],
    [
      'apiKeys must be pairs of an SK sid and a secret that is not empty',
      { apiKeys: [{ sid: 'x', secret: '' }] },
    ],
    ['randomSeed must be an integer', { randomSeed: 0.5 }],
    ['requestTimeoutMs must be from 1 to 600000', { requestTimeoutMs: 0 }],
    ['webhookTimeoutMs must be from 1 to 60000', { webhookTimeoutMs: 60_001 }],
    ['postWebhookRetryCount must be from 0 to 3', { postWebhookRetryCount: 4 }],
    ['recordsMax must be from 1 to 100000000', { recordsMax: 0 }],
    [
      'assumptions.participantsAddedAfterMs must be from 0 to 60000',
      { assumptions: { participantsAddedAfterMs: -1 } },
    ],
  ])('are refused with: %s', (problem, options) => {
    expect(() => createEmulator(options)).toThrow(new EmulatorInputError([problem]));
  });

  it('are refused with everything that is wrong at once', () => {
    expect(() => createEmulator({ port: -1, authToken: '' })).toThrow(
      'port must be an integer from 0 to 65535; authToken must not be empty',
    );
  });

  it.each(['localhost', '127.0.0.2', '::1', '[::1]'])('take the loopback address %s', (host) => {
    expect(() => createEmulator({ host })).not.toThrow();
  });

  it('let the emulator listen elsewhere where that is allowed', () => {
    expect(() => createEmulator({ host: '0.0.0.0', allowRemote: true })).not.toThrow();
  });

  it('take an IPv6 address with or without brackets', () => {
    const { config } = createEmulator({ host: '[::1]' });

    expect(config.baseUrl).toBe('http://[::1]:4010');
    expect(createEmulator({ host: '::1' }).config).toEqual(config);
  });

  it('without a port name the base URL of the default port', () => {
    expect(createEmulator().config.baseUrl).toBe('http://127.0.0.1:4010');
  });

  it('with port 0 name no base URL before the start', () => {
    const emulator = createEmulator({ port: 0 });

    expect(() => emulator.config).toThrow('call it before reading config');
  });
});
