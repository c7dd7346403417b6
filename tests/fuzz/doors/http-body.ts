import { OperationTypeNode } from 'graphql';
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { startFuzzedChat } from '../chat-behind-door.ts';
import { type Door, requireMasked, Violation } from '../door.ts';
import { type KnownValues, makeDocument } from '../documents.ts';
import type { Source } from '../source.ts';

/** Requests over HTTP: documents that fit the schema and such that do not, envelopes, headers and bytes of all kinds. */
export const httpDoor: Door = {
  name: 'http',
  async open() {
    const { chat, known, secrets, close } = await startFuzzedChat();
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const tokens = [chat.alice.token, chat.bob.token, chat.mallory.token, chat.service.token];
    return {
      atOnce: 16,
      async try(source) {
        const { body, headers, search } = makeRequest(source, known);
        const token = source.pick(tokens) ?? '';
        const { status, text } = await send(`${chat.gateway.origin}/graphql${search}`, {
          agent,
          method: source.once(40) ? source.pick(['GET', 'PUT', 'OPTIONS', 'HEAD', 'DELETE']) : 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': String(body.length),
            ...headers,
            authorization: source.once(40)
              ? source.mutate(token).replaceAll(/[^ -~]/g, '')
              : `Bearer ${token}`,
          },
          body,
        });
        requireMasked(text, secrets);
        if (status >= 500 && status !== 503 && status !== 504)
          throw new Violation(`It was answered ${status}: ${text}`);
        return String(status);
      },
      async close() {
        agent.destroy();
        return close();
      },
    };
  },
};

const kinds = [
  OperationTypeNode.QUERY,
  OperationTypeNode.QUERY,
  OperationTypeNode.MUTATION,
  OperationTypeNode.SUBSCRIPTION,
];

function makeRequest(source: Source, known: KnownValues) {
  const document = makeDocument(source, source.pick(kinds), known);
  const query: unknown = source.pick([
    () => document,
    () => document,
    () => source.mutate(document),
    () => `query ($a: Int, $b: JSON) { viewer { conversations(first: $a) { nodes { id } } } }`,
    () =>
      `mutation ($b: CreateConversationInput!) { createConversation(input: $b) { errors { ... on UserError { code message } } } }`,
    () => source.json(1),
  ])();
  const envelope: Record<string, unknown> = { query, variables: { a: source.json(1), b: source.json() } };
  if (source.once(4))
    envelope[source.pick(['variables', 'operationName', 'extensions', source.text()])] = source.json();
  const json = source.once(30) ? JSON.stringify(source.json()) : JSON.stringify(envelope);
  const text = source.once(8) ? source.mutate(json) : json;
  const isPacked = source.once(30);
  const headers: Record<string, string> = isPacked ? { 'content-encoding': 'gzip' } : {};
  if (source.once(15))
    headers['content-type'] = source.mutate('application/json; charset=utf-8').replaceAll(/[^ -~]/g, '');
  if (source.once(15))
    headers['accept'] = source.pick([
      '*/*',
      'application/json',
      'application/graphql-response+json',
      'text/html',
      'multipart/mixed',
    ]);
  if (source.once(10)) headers['apollo-require-preflight'] = '1';
  const search = source.once(20) ? `?query=${encodeURIComponent(document)}` : '';
  return { body: isPacked ? gzipSync(text) : Buffer.from(text), headers, search };
}

function send(
  url: string,
  {
    body,
    ...options
  }: {
    readonly agent: Agent;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body: Buffer;
  },
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
