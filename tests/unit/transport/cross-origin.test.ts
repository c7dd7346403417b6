import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/http-message.ts';
import { withCrossOrigin } from '../../../src/transport/cross-origin.ts';
import { createOriginPolicy } from '../../../src/transport/origin-policy.ts';

const app = 'https://app.example.com';

function setUp(allowedOrigins: readonly string[] = [app]) {
  const handled: string[] = [];
  const handle = withCrossOrigin(
    async ({ method }) => {
      handled.push(method);
      return { status: 200, headers: { vary: 'accept' }, body: 'data' };
    },
    {
      isAllowed: createOriginPolicy(allowedOrigins),
      methods: ['GET', 'POST'],
      requestHeaders: ['authorization', 'content-type'],
      answerHeaders: ['x-request-id'],
    },
  );
  return { handle, handled };
}

function requestOf(method: string, headers: Readonly<Record<string, string>>): HttpRequest {
  return {
    method,
    path: '/graphql',
    search: '',
    headers: new Map(Object.entries({ host: 'chat.example.com', ...headers })),
    body: Buffer.alloc(0),
    requestId: 'request-1',
    signal: new AbortController().signal,
  };
}

describe('withCrossOrigin', () => {
  it('lets an allowed origin read the answer', async () => {
    const { handle } = setUp();

    const answer = await handle(requestOf('POST', { origin: app }));

    expect(answer).toEqual({
      status: 200,
      headers: {
        vary: 'accept, origin',
        'access-control-allow-origin': app,
        'access-control-expose-headers': 'x-request-id',
      },
      body: 'data',
    });
  });

  it.each([
    ['another origin', { origin: 'https://evil.example.com' }],
    ['the origin null', { origin: 'null' }],
    ['a client without an origin', {}],
  ])('says nothing about reading to %s', async (_, headers) => {
    const { handle } = setUp();

    const answer = await handle(requestOf('POST', headers));

    expect(answer.headers).toEqual({ vary: 'accept, origin' });
  });

  it('answers the preflight of an allowed origin without asking the handler', async () => {
    const { handle, handled } = setUp();

    const answer = await handle(
      requestOf('OPTIONS', { origin: app, 'access-control-request-method': 'POST' }),
    );

    expect(answer).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': app,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '600',
        vary: 'origin',
      },
      body: '',
    });
    expect(handled).toEqual([]);
  });

  it('refuses the preflight of another origin', async () => {
    const { handle, handled } = setUp();

    const answer = await handle(
      requestOf('OPTIONS', {
        origin: 'https://evil.example.com',
        'access-control-request-method': 'POST',
      }),
    );

    expect(answer).toEqual({ status: 403, headers: { vary: 'origin' }, body: '' });
    expect(handled).toEqual([]);
  });

  it('names the methods to OPTIONS that is no preflight', async () => {
    const { handle, handled } = setUp();

    const answer = await handle(requestOf('OPTIONS', {}));

    expect(answer).toEqual({ status: 204, headers: { allow: 'GET, POST, OPTIONS' }, body: '' });
    expect(handled).toEqual([]);
  });

  it('admits every origin but null where the list holds *', async () => {
    const { handle } = setUp(['*']);

    const anybody = await handle(requestOf('POST', { origin: 'https://anybody.example.com' }));
    const nobody = await handle(requestOf('POST', { origin: 'null' }));

    expect(anybody.headers['access-control-allow-origin']).toBe('https://anybody.example.com');
    expect(nobody.headers['access-control-allow-origin']).toBeUndefined();
  });
});
