import { describe, expect, it } from 'vitest';
import { createReadiness, type Readiness } from '../../../src/transport/readiness.ts';

function told(readiness: Readiness): { readonly status: number; readonly body: unknown } {
  const { status, body } = readiness.answer();
  return { status, body: JSON.parse(String(body)) };
}

describe('createReadiness', () => {
  it('refuses work until it is marked ready', () => {
    const readiness = createReadiness();
    const before = told(readiness);

    readiness.markReady();

    expect(before).toEqual({ status: 503, body: { status: 'starting' } });
    expect(told(readiness)).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('takes work while something it can do without fails, and names it', () => {
    const readiness = createReadiness();
    readiness.markReady();

    readiness.degrade('redis');
    readiness.degrade('redis');
    const degraded = told(readiness);
    readiness.restore('redis');

    expect(degraded).toEqual({ status: 200, body: { status: 'degraded', degraded: ['redis'] } });
    expect(told(readiness)).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('refuses work while it starts degraded', () => {
    const readiness = createReadiness();

    readiness.degrade('redis');

    expect(told(readiness)).toEqual({ status: 503, body: { status: 'starting', degraded: ['redis'] } });
  });

  it('never takes work again once it drains', () => {
    const readiness = createReadiness();
    readiness.markReady();

    readiness.drain();
    readiness.markReady();

    expect(told(readiness)).toEqual({ status: 503, body: { status: 'draining' } });
    expect(readiness.status).toBe('draining');
  });
});
