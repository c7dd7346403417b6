import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GatewayOptions } from '../../src/config/options.ts';
import { startChat } from '../testkit/chat.ts';

const query = 'query Named($sid: String!) { conversation(by: { sid: $sid }) { friendlyName } }';
const failing = '{ conversation(by: { uniqueName: "nowhere" }) { id } }';
const trustedDocuments = [query, failing].map((text) => createHash('sha256').update(text).digest('hex'));

async function startTrusting(gateway: Partial<GatewayOptions> = { trustedDocuments }) {
  const chat = await startChat({ gateway });
  /** @param more headers beside those that every client sends */
  const get = async (
    more: Record<string, string> = {},
    text = query,
    parameters: Record<string, string> = {},
  ) => {
    const variables = JSON.stringify({ sid: chat.sid });
    const search = new URLSearchParams({ query: text, variables, ...parameters }).toString();
    const response = await fetch(`${chat.gateway.origin}/graphql?${search}`, {
      headers: {
        'apollo-require-preflight': 'true',
        authorization: `Bearer ${chat.alice.token}`,
        accept: 'application/graphql-response+json',
        ...more,
      },
    });
    const { headers, status } = response;
    return {
      status,
      etag: headers.get('etag'),
      cacheControl: headers.get('cache-control'),
      vary: headers.get('vary'),
      text: await response.text(),
    };
  };
  return { ...chat, get };
}

describe('the answer to a trusted document over GET', () => {
  it('may be kept by the browser of its user, who asks whether it still holds', async () => {
    const { get } = await startTrusting();

    const first = await get();
    const known = await get({ 'if-none-match': first.etag ?? '' });
    const again = await get({ 'if-none-match': `"other", W/${first.etag}` });

    expect(first).toMatchObject({
      status: 200,
      cacheControl: 'private, no-cache',
      vary: 'authorization, accept, origin',
    });
    expect(JSON.parse(first.text)).toMatchObject({ data: { conversation: { friendlyName: 'Boats' } } });
    expect([known, again]).toEqual([
      { ...first, status: 304, text: '' },
      { ...first, status: 304, text: '' },
    ]);
  });

  it('is another one once something changed', async () => {
    const { get, service, id } = await startTrusting({
      trustedDocuments: [
        ...trustedDocuments,
        createHash('sha256')
          .update(
            'mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { __typename } }',
          )
          .digest('hex'),
      ],
    });
    const first = await get();

    await service.data(
      'mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { __typename } }',
      { input: { conversationId: id, friendlyName: 'Ships' } },
    );
    const later = await get({ 'if-none-match': first.etag ?? '' });

    expect(later.status).toBe(200);
    expect(later.text).toContain('Ships');
    expect(later.etag).not.toBe(first.etag);
  });

  it('is asked about with a token, by whoever may read it', async () => {
    const { get, mallory } = await startTrusting();
    const { etag } = await get();

    const anybody = await get({ 'if-none-match': etag ?? '', authorization: 'Bearer no.token.atall' });
    const stranger = await get({ 'if-none-match': etag ?? '', authorization: `Bearer ${mallory.token}` });

    expect(anybody.status).toBe(401);
    expect(stranger).toMatchObject({ status: 200, etag: null, cacheControl: 'no-store' });
    expect(stranger.text).toContain('NOT_FOUND');
  });

  it('is not kept where it has an error', async () => {
    const { get } = await startTrusting();

    expect(await get({}, failing)).toMatchObject({ etag: null, cacheControl: 'no-store' });
  });
});

describe('the digest of a document', () => {
  const extensionsOf = (text: string) =>
    JSON.stringify({
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
    });

  it('changes nothing beside the text: what is trusted is answered and kept, and what is not is refused', async () => {
    const { get } = await startTrusting();

    const first = await get({}, query, { extensions: extensionsOf(query) });
    const known = await get({ 'if-none-match': first.etag ?? '' }, query, {
      extensions: extensionsOf(query),
    });
    // The digest of a trusted document does not make another one trusted.
    const other = await get({}, `${query} `, { extensions: extensionsOf(query) });

    expect(first).toMatchObject({ status: 200, cacheControl: 'private, no-cache' });
    expect(first.text).toContain('Boats');
    expect(known).toEqual({ ...first, status: 304, text: '' });
    expect(other).toMatchObject({ status: 400, etag: null, cacheControl: 'no-store' });
    expect(other.text).toContain('DOCUMENT_NOT_TRUSTED');
  });

  it('without the text is refused in the words on which clients send the text, over GET and POST', async () => {
    const { alice, gateway, get } = await startTrusting();

    const asked = await get({}, '', { extensions: extensionsOf(query) });
    const posted = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${alice.token}` },
      body: `{"extensions":${extensionsOf(query)}}`,
    });

    for (const text of [asked.text, await posted.text()])
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
    expect(asked.etag).toBeNull();
  });

  it('may stand beside the text in a POST, too', async () => {
    const { alice, gateway, sid } = await startTrusting();

    const response = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${alice.token}` },
      body: `{"query":${JSON.stringify(query)},"variables":{"sid":"${sid}"},"extensions":${extensionsOf(query)}}`,
    });

    expect(await response.text()).toContain('Boats');
  });
});

describe('other answers', () => {
  it('are not kept: to documents that anybody may make up', async () => {
    const { get } = await startTrusting({});

    expect(await get()).toMatchObject({ status: 200, etag: null, cacheControl: 'no-store' });
  });

  it('are not kept: to a POST', async () => {
    const { alice, sid } = await startTrusting();

    const { headers } = await alice.run(query, { sid });

    expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'no-store']);
  });
});
