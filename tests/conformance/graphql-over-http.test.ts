import { type AuditResult, auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';

/** GraphQL over HTTP, by the audits of the reference implementation: https://graphql.github.io/graphql-over-http/draft/ */
describe('GraphQL over HTTP', () => {
  let chat: Awaited<ReturnType<typeof startChat>>;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  /** Runs all audits as a viewer, with these headers beside the token. */
  async function audit(headers: Readonly<Record<string, string>> = {}): Promise<readonly AuditResult[]> {
    return auditServer({
      url: `${chat.gateway.origin}/graphql`,
      fetchFn: (url: string, request: { readonly headers?: Record<string, string> } = {}) =>
        fetch(url, {
          ...request,
          headers: { ...request.headers, ...headers, authorization: `Bearer ${chat.alice.token}` },
        }),
    });
  }

  const tally = (results: readonly AuditResult[]) =>
    Object.fromEntries(
      ['ok', 'notice', 'warn', 'error'].map((status) => [
        status,
        results.filter((result) => result.status === status).length,
      ]),
    );
  const complaints = (results: readonly AuditResult[]) =>
    results.flatMap((result) =>
      result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
    );

  it('holds in all 61 audits for a client that sends what makes browsers ask beforehand', async () => {
    const results = await audit({ 'apollo-require-preflight': 'true' });

    expect(complaints(results)).toEqual([]);
    expect(tally(results)).toEqual({ ok: 61, notice: 0, warn: 0, error: 0 });
  });

  it('holds in 58 without it; in the other 3, requests that any page could send are refused', async () => {
    const results = await audit();

    expect(tally(results)).toEqual({ ok: 58, notice: 3, warn: 0, error: 0 });
    expect(complaints(results).map((complaint) => complaint.split(' ', 2)[1])).toEqual(['MAY', 'MAY', 'MAY']);
  });
});
