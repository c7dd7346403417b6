import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient, type RestAnswer, type RestClient } from './rest-client.ts';

async function startWithMessages(count: number) {
  const started = await startEmulator();
  const { conversations } = started.control.seed({ generate: { conversations: 1, messages: count } });
  const path = `/Conversations/${conversations[0]?.sid}/Messages`;
  return { started, rest: createRestClient(started), path };
}

const meta = ({ body }: RestAnswer): Readonly<Record<string, unknown>> => Object(body['meta']);

const indexes = ({ body }: RestAnswer): readonly number[] =>
  (Array.isArray(body['messages']) ? body['messages'] : []).map((row: { index: number }) => row.index);

async function sidOfOldest(rest: RestClient, path: string): Promise<string> {
  const { body } = await rest.get(`${path}?PageSize=1`);
  const [oldest] = body['messages'] as { sid: string }[];
  return oldest?.sid ?? '';
}

/** Follows `next_page_url` to the end, doing something between the pages. */
async function readAll(rest: RestClient, path: string, between: (page: number) => Promise<unknown>) {
  const seen: number[] = [];
  let url: string | null = path;
  for (let page = 0; url !== null; page += 1) {
    const answer: RestAnswer = await rest.get(url);
    seen.push(...indexes(answer));
    url = meta(answer)['next_page_url'] as string | null;
    await between(page);
  }
  return seen;
}

describe('a list', () => {
  it('answers pages with the URLs of their neighbours', async () => {
    const { rest, path, started } = await startWithMessages(5);

    const first = await rest.get(`${path}?Order=desc&PageSize=2`);
    const second = await rest.get(String(meta(first)['next_page_url']));
    const third = await rest.get(String(meta(second)['next_page_url']));
    const back = await rest.get(String(meta(third)['previous_page_url']));

    expect([first, second, third, back].map(indexes)).toEqual([[4, 3], [2, 1], [0], [2, 1]]);
    expect(meta(first)).toMatchObject({
      page: 0,
      page_size: 2,
      key: 'messages',
      previous_page_url: null,
      first_page_url: `${started.origin}/v1${path}?Order=desc&PageSize=2&Page=0`,
      url: `${started.origin}/v1${path}?Order=desc&PageSize=2&Page=0`,
      next_page_url: expect.stringContaining(`${path}?Order=desc&PageSize=2&Page=1&PageToken=PT`),
    });
    expect(meta(third)).toMatchObject({ page: 2, next_page_url: null });
  });

  it('takes Order in any case', async () => {
    const { rest, path } = await startWithMessages(3);

    const answer = await rest.get(`${path}?Order=DesC`);

    expect(indexes(answer)).toEqual([2, 1, 0]);
  });

  it.each(['asc', 'desc'])('neither repeats nor hides a row (%s) while rows come and go', async (order) => {
    const sizes = fc.integer({ min: 1, max: 7 });
    const counts = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, counts, async (size, count) => {
        const { rest, path } = await startWithMessages(count);
        const oldest = await sidOfOldest(rest, path);

        const seen = await readAll(rest, `${path}?Order=${order}&PageSize=${size}`, async (page) => {
          if (page === 0) await rest.delete(`${path}/${oldest}`);
          if (page < 3) await rest.create(path, { Body: 'new' });
        });

        const sorted = seen.toSorted((a, b) => (order === 'asc' ? a - b : b - a));
        const kept = Array.from({ length: count - 1 }, (_, at) => at + 1);
        expect(seen).toEqual([...new Set(sorted)]);
        expect(seen).toEqual(expect.arrayContaining(kept));
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ['101', 100],
    ['1000', 100],
    ['0', 1],
    ['7', 7],
  ])('brings a page size of %s into range', async (asked, size) => {
    const { rest, path } = await startWithMessages(0);

    const answer = await rest.get(`${path}?PageSize=${asked}`);

    expect(meta(answer)['page_size']).toBe(size);
  });

  it.each(['/Users', '/Roles'])('of %s has at most 50 rows on a page', async (path) => {
    const rest = createRestClient(await startEmulator());

    const answer = await rest.get(`${path}?PageSize=51`);

    expect(meta(answer)['page_size']).toBe(50);
  });

  it.each(['101', '0'])('refuses a page size of %s where it is strict', async (asked) => {
    const rest = createRestClient(await startEmulator({ assumptions: { clampPageSize: false } }));

    const answer = await rest.get(`/Conversations?PageSize=${asked}`);

    expect(answer).toMatchObject({ status: 400, body: { code: 20001 } });
  });

  it.each(['PageSize=many', 'Page=-1', 'PageToken=PTxx', 'PageToken=nonsense', 'Order=up'])(
    'refuses %s',
    async (query) => {
      const { rest, path } = await startWithMessages(1);

      const answer = await rest.get(`${path}?${query}`);

      expect(answer).toMatchObject({ status: 400, body: { code: 20001 } });
    },
  );

  it('names its URLs after the host that was asked', async () => {
    const { rest, path, started } = await startWithMessages(0);
    const other = started.origin.replace('127.0.0.1', 'localhost');

    const answer = await rest.get(`${other}/v1${path}`);

    expect(meta(answer)['url']).toMatch(other);
  });
});

describe('the list of conversations', () => {
  it('has the newest first, also among those that were dated back', async () => {
    const rest = createRestClient(await startEmulator());
    await rest.create('/Conversations', { FriendlyName: 'old', DateCreated: '2020-01-01T00:00:00Z' });
    await rest.create('/Conversations', { FriendlyName: 'new' });
    await rest.create('/Conversations', { FriendlyName: 'older', DateCreated: '2019-01-01T00:00:00Z' });

    const { body } = await rest.get('/Conversations');

    const names = (body['conversations'] as { friendly_name: string }[]).map((row) => row.friendly_name);
    expect(names).toEqual(['new', 'old', 'older']);
  });

  it.each([
    ['State=Closed', ['two']],
    ['StartDate=2020-01-02T00:00:00Z', ['three', 'two']],
    ['EndDate=2020-01-02T00:00:00Z', ['two', 'one']],
    ['StartDate=2020-01-02&EndDate=2020-01-02T23:59:59Z&State=active', []],
  ])('filters by %s', async (query, expected) => {
    const rest = createRestClient(await startEmulator());
    await rest.create('/Conversations', { FriendlyName: 'one', DateCreated: '2020-01-01T00:00:00Z' });
    const two = await rest.create('/Conversations', {
      FriendlyName: 'two',
      DateCreated: '2020-01-02T00:00:00Z',
    });
    await rest.create('/Conversations', { FriendlyName: 'three', DateCreated: '2020-01-03T00:00:00Z' });
    await rest.post(`/Conversations/${two}`, { State: 'closed' });

    const answer = await rest.get(`/Conversations?${query}`);

    const names = (answer.body['conversations'] as { friendly_name: string }[]).map(
      (row) => row.friendly_name,
    );
    expect(names).toEqual(expected);
    expect(decodeURIComponent(String(meta(answer)['url']))).toContain(`?${query}&PageSize=50`);
  });

  it('encodes the plus of an address in its URLs', async () => {
    const rest = createRestClient(await startEmulator());

    const answer = await rest.get('/ParticipantConversations?Address=%2B15005550101');

    expect(meta(answer)['url']).toContain('?Address=%2B15005550101&PageSize=50&Page=0');
  });
});
