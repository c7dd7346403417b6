import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../../src/domain/access.ts';
import { createAnswerCache } from '../../../src/graphql/answer-cache.ts';
import type { HttpRequest } from '../../../src/http-message.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

const alice: Viewer = { identity: 'alice', isService: false, expiresAt: null };

function requestOf(
  request: Partial<Omit<HttpRequest, 'headers' | 'body'>> & {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    search: '',
    requestId: 'request',
    signal: new AbortController().signal,
    ...request,
    headers: new Map(Object.entries({ 'content-type': 'application/json', ...request.headers })),
    body: Buffer.from(request.body ?? '{"query":"{ viewer { identity } }"}'),
  };
}

function setUp(options: { readonly bytesMax?: number; readonly answerBytesMax?: number } = {}) {
  const metrics = createMetrics();
  const answers = createAnswerCache({ clock: createFakeClock(), metrics, ...options });
  const grounds = { hold: true };
  const keep = (viewer: Viewer, request: HttpRequest, body = 'answer', basis = answers.begin()) => {
    basis.restOn(() => grounds.hold);
    answers.keep(viewer, request, {
      answer: { status: 200, headers: {}, body },
      operation: { operation: 'query' },
      basis,
    });
  };
  const find = (viewer: Viewer, request: HttpRequest) =>
    answers.find(viewer, request)?.answer.body.toString() ?? null;
  return { metrics, answers, grounds, keep, find };
}

describe('a kept answer', () => {
  it('is found for the same request of the same viewer', () => {
    const { keep, find } = setUp();
    keep(alice, requestOf(), 'grüße');

    expect(find({ ...alice, expiresAt: new Date() }, requestOf({ requestId: 'another' }))).toBe('grüße');
  });

  it.each<[string, Viewer, HttpRequest]>([
    ['another viewer', { ...alice, identity: 'bob' }, requestOf()],
    ['the same identity in service scope', { ...alice, isService: true }, requestOf()],
    ['nobody', { ...alice, identity: null }, requestOf()],
    ['another body', alice, requestOf({ body: '{"query":"{ viewer { id } }"}' })],
    ['another method', alice, requestOf({ method: 'GET' })],
    ['another query string', alice, requestOf({ search: '?a' })],
    [
      'another content type',
      alice,
      requestOf({ headers: { 'content-type': 'application/json; charset=utf-8' } }),
    ],
    ['another accept', alice, requestOf({ headers: { accept: 'application/graphql-response+json' } })],
    [
      'a request that browsers ask about beforehand',
      alice,
      requestOf({ headers: { 'apollo-require-preflight': 'true' } }),
    ],
    ['the same with another name', alice, requestOf({ headers: { 'x-apollo-operation-name': 'true' } })],
  ])('is not found for %s', (_who, viewer, request) => {
    const { keep, find } = setUp();
    keep(alice, requestOf());

    expect(find(viewer, request)).toBeNull();
  });

  it('is not taken for that of an identity that looks like the beginning of a request', () => {
    const { keep, find } = setUp();
    keep({ ...alice, identity: 'a\nPOST' }, requestOf({ search: '' }));

    expect(find({ ...alice, identity: 'a' }, requestOf({ method: 'POST\nPOST' }))).toBeNull();
  });

  it('is not given once what it rests on does not hold, and counted so', async () => {
    const { metrics, grounds, keep, find } = setUp();
    keep(alice, requestOf());

    find(alice, requestOf());
    grounds.hold = false;
    const changed = find(alice, requestOf());
    const gone = find(alice, requestOf());

    const counted = await metrics.numbers();
    expect([changed, gone]).toEqual([null, null]);
    expect(
      ['hit', 'changed', 'miss'].map((outcome) => counted.get(`answer_cache_total{outcome="${outcome}"}`)),
    ).toEqual([1, 1, 1]);
  });

  it('is not kept where what it rests on does not hold any more', () => {
    const { answers, grounds, keep, find } = setUp();
    grounds.hold = false;
    keep(alice, requestOf());
    grounds.hold = true;

    expect(find(alice, requestOf())).toBeNull();
    answers.clear();
  });

  it('is not kept where everything was forgotten since it was begun', () => {
    const { answers, keep, find } = setUp();
    const begun = answers.begin();

    answers.clear();
    keep(alice, requestOf(), 'old', begun);
    const old = find(alice, requestOf());
    keep(alice, requestOf(), 'new');

    expect([old, find(alice, requestOf())]).toEqual([null, 'new']);
  });

  it('gives way to others where all together would take too much', async () => {
    const { metrics, keep, find } = setUp({ bytesMax: 3_000 });
    for (const search of ['?1', '?2', '?3']) keep(alice, requestOf({ search }), 'x'.repeat(500));

    const counted = await metrics.numbers();
    expect(['?1', '?2', '?3'].map((search) => find(alice, requestOf({ search })) !== null)).toEqual([
      false,
      true,
      true,
    ]);
    expect(counted.get('answer_cache_bytes')).toBeLessThanOrEqual(3_000);
  });

  it('is none where it alone would take too much', () => {
    const { keep, find } = setUp({ answerBytesMax: 2_000 });
    keep(alice, requestOf(), 'x'.repeat(2_001));

    expect(find(alice, requestOf())).toBeNull();
  });

  it('is gone once everything is forgotten', () => {
    const { answers, keep, find } = setUp();
    keep(alice, requestOf());

    answers.clear();

    expect(find(alice, requestOf())).toBeNull();
  });
});
