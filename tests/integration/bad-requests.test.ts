import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { signToken } from '../testkit/gateway.ts';
import { createGraphqlClient, type GraphqlClient } from '../testkit/graphql-client.ts';
import { closeCodeOf, openSocket } from '../testkit/raw-socket.ts';

describe('a token', () => {
  let chat: Awaited<ReturnType<typeof startChat>>;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  const clientWith = (token: string | null): GraphqlClient =>
    createGraphqlClient({ origin: chat.gateway.origin, token });

  it('that is missing leaves nothing to be seen but the schema', async () => {
    const nobody = clientWith(null);

    const refused = await nobody.run('{ viewer { identity } }');
    const introspected = await nobody.run('{ __schema { queryType { name } } }');

    expect(refused.status).toBe(401);
    expect(refused.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect(introspected.data.__schema.queryType.name).toBe('Query');
  });

  it.each([
    ['bad', async () => 'a.b.c'],
    ['expired', () => signToken('alice', { ttlSeconds: -60 })],
  ])('that is %s is refused over HTTP with 401 and over WebSocket with 4403', async (_what, create) => {
    const client = clientWith(await create());

    const answer = await client.run('{ viewer { identity } }');

    expect(answer.status).toBe(401);
    expect(answer.errors[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    await expect(closeCodeOf(chat.gateway.origin, { authorization: `Bearer ${client.token}` })).resolves.toBe(
      4403,
    );
  });

  it('that is missing is refused over WebSocket with 4403', async () => {
    await expect(closeCodeOf(chat.gateway.origin, {})).resolves.toBe(4403);
  });

  it('that runs out closes its socket with 4403', async () => {
    const token = await signToken('alice', { ttlSeconds: 1 });

    await expect(closeCodeOf(chat.gateway.origin, { authorization: `Bearer ${token}` })).resolves.toBe(4403);
  });
});

describe('a socket', () => {
  it('stays open after a syntax error', async () => {
    const chat = await startChat();
    const socket = await openSocket(chat.gateway.origin);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${chat.alice.token}` } });
    await socket.next('connection_ack');

    socket.send({ type: 'subscribe', id: '1', payload: { query: 'subscription {' } });
    const refusal = await socket.next('error');
    socket.send({ type: 'subscribe', id: '2', payload: { query: '{ viewer { identity } }' } });
    const answer = await socket.next('next');

    expect(refusal['payload']).toEqual([
      expect.objectContaining({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }),
    ]);
    expect(answer['payload']).toMatchObject({ data: { viewer: { identity: 'alice' } } });
    socket.close();
    await chat.stop();
  });
});

describe('a body', () => {
  it('over 100 KB is refused with 413', async () => {
    const chat = await startChat();

    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}` },
      body: JSON.stringify({ query: '{ viewer { identity } }', variables: { pad: 'x'.repeat(102_400) } }),
    });

    expect(response.status).toBe(413);
    await chat.stop();
  });

  it.each([
    ['no JSON', 'application/json', '{', 400],
    ['a list of requests', 'application/json', '[{"query":"{ viewer { identity } }"}]', 400],
    ['a form', 'application/x-www-form-urlencoded', 'query=%7Bviewer%7Bidentity%7D%7D', 415],
  ])('that is %s is refused', async (_what, contentType, body, status) => {
    const chat = await startChat();

    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': contentType, authorization: `Bearer ${chat.alice.token}` },
      body,
    });

    expect(response.status).toBe(status);
    expect((await response.json()) as object).toMatchObject({
      errors: [{ extensions: { code: expect.any(String) } }],
    });
    await chat.stop();
  });
});
