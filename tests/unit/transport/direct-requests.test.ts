import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpHandler } from '../../../src/http-message.ts';
import { silentLog } from '../../../src/log.ts';
import { createDirectRequests } from '../../../src/transport/direct-requests.ts';

const handler = vi.fn<HttpHandler>(async (request) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: `${request.method} ${request.path}${request.search} ${request.body.toString()}`,
}));

const started = withResolvers();
const endedBy: unknown[] = [];

const handle = createDirectRequests({
  routes: [
    { path: '/echo', methods: ['GET', 'POST'], handler, bodyBytesMax: 5 },
    { path: '/broken', handler: () => Promise.reject(new Error('canary')) },
    {
      path: '/slow',
      handler: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            endedBy.push(signal.reason);
            reject(signal.reason as Error);
          });
          started.resolve();
        }),
    },
  ],
  newRequestId: () => 'request',
  clock: systemClock,
  log: silentLog,
});

function send(path: string, init: RequestInit = {}) {
  return handle(new Request(`https://chat.example.com${path}`, init));
}

describe('requests that another server took', () => {
  it('reach the route of their path, with their query, headers and body', async () => {
    const answer = await send('/echo?a=1', { method: 'POST', body: 'hello', headers: { 'X-Word': 'yes' } });

    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/plain',
        'x-request-id': 'request',
        'x-content-type-options': 'nosniff',
      },
      body: 'POST /echo?a=1 hello',
    });
    expect(handler.mock.lastCall?.[0].headers.get('x-word')).toBe('yes');
  });

  it.each([
    ['a path without a route', '/nothing', {}, 404],
    ['a method that the route has not', '/echo', { method: 'PUT' }, 405],
    ['a body beyond the bound', '/echo', { method: 'POST', body: 'hello!' }, 413],
    [
      'a compressed body',
      '/echo',
      { method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } },
      415,
    ],
  ])('are refused for %s', async (_, path, init, status) => {
    expect((await send(path, init)).status).toBe(status);
  });

  it('are refused where the target is no path', async () => {
    const answer = await handle({ method: 'GET', url: 'echo', headers: new Headers(), body: null });

    expect(answer.status).toBe(400);
  });

  it('learn nothing of a handler that fails', async () => {
    const answer = await send('/broken');

    expect(answer.status).toBe(500);
    expect(String(answer.body)).not.toContain('canary');
  });

  it('end with their client', async () => {
    const client = new AbortController();
    const answer = handle({
      method: 'GET',
      url: '/slow',
      headers: new Headers(),
      body: null,
      signal: client.signal,
    });
    await started.promise;
    client.abort(new Error('gone'));

    expect((await answer).status).toBe(504);
    expect(endedBy).toEqual([new Error('gone')]);
  });
});

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
