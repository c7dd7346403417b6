import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';

const environment = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a'.repeat(32),
  PUBLIC_URL: 'https://chat.example.com',
  AUTH_JWT_SECRET: 's'.repeat(32),
};

describe('REDIS_URL', () => {
  it.each([
    'redis://redis.example.com',
    'redis://:p%40ss@10.0.0.1:6380/2',
    'rediss://name:word@redis.example.com:6379/',
    'redis://[::1]:6379',
  ])('takes %s', (url) => {
    expect(loadConfig({ ...environment, REDIS_URL: url }).redisUrl).toBe(url);
  });

  it.each([
    'http://:canary@redis.example.com',
    'redis.example.com:6379/canary',
    'redis:///canary',
    'redis://:canary@redis.example.com/path',
    'redis://:canary%ZZ@redis.example.com',
    ' redis://:canary@redis.example.com',
  ])('refuses %s without showing it', (url) => {
    const load = () => loadConfig({ ...environment, REDIS_URL: url });

    expect(load).toThrow('REDIS_URL has to be a redis:// or rediss:// URL');
    expect(load).not.toThrow('canary');
  });

  it('is not needed', () => {
    expect(loadConfig(environment).redisUrl).toBeUndefined();
  });

  it('is not looked at over the emulator', () => {
    const { redisUrl } = loadConfig({ REDIS_URL: 'redis://redis.example.com' }, { mode: 'emulator' });

    expect(redisUrl).toBeUndefined();
  });
});
