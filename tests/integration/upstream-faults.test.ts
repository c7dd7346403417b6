import { describe, expect, it } from 'vitest';
import { defaultRetryPolicies } from '../../src/upstream/retry-policy.ts';
import { setUpUpstream } from './upstream-setup.ts';

const hurriedPolicies = {
  ...defaultRetryPolicies,
  read: { ...defaultRetryPolicies.read, backoffBaseMs: 5, attemptTimeoutMs: 200, totalTimeoutMs: 2_000 },
};

/** Leaves a second between attempts, in which a test can mend what it broke. */
const unhurried = {
  random: () => 0.999,
  limits: {
    policies: {
      update: { ...defaultRetryPolicies.update, backoffBaseMs: 1_000 },
      delete: { ...defaultRetryPolicies.delete, backoffBaseMs: 1_000 },
    },
  },
};

describe('a Twilio that takes five calls at once', () => {
  it('is given fifty at once and answers them all', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream();
    upstream.control.setFaults({ concurrencyMax: 5, latencyMs: 5 });

    const answers = await Promise.all(Array.from({ length: 50 }, () => api.getConversation(conversationSid)));

    expect(answers).toHaveLength(50);
  });

  it('gets every message of fifty once', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream();
    upstream.control.setFaults({ concurrencyMax: 5, latencyMs: 5 });
    const bodies = Array.from({ length: 50 }, (_, index) => `message ${index}`);

    await Promise.all(bodies.map((body) => api.createMessage(conversationSid, { body })));

    const { items } = await api.listMessages({ conversationSid, order: 'asc', pageSize: 100 });
    expect(items.map(({ body }) => body ?? '').toSorted((one, other) => one.localeCompare(other))).toEqual(
      bodies.toSorted((one, other) => one.localeCompare(other)),
    );
  });

  it('is left alone for as long as its Retry-After asks', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream();
    upstream.control.setFaults({ errorRate: 1, status: 429, retryAfterSeconds: 1 });
    const startedAt = performance.now();
    const outcome = api.getConversation(conversationSid);
    await expect.poll(() => upstream.control.journal().length).toBe(1);
    upstream.control.setFaults({});

    await outcome;

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(upstream.control.journal()).toHaveLength(2);
  });
});

describe('a Twilio that fails now and then', () => {
  it('is asked again until a read succeeds', async () => {
    // What is asked again in a hurry may still take its time.
    const read = { ...hurriedPolicies.read, attemptTimeoutMs: 5_000, totalTimeoutMs: 20_000 };
    const policies = { ...hurriedPolicies, read };
    const { api, upstream, conversationSid } = await setUpUpstream({ limits: { policies } });
    upstream.control.setFaults({ errorRate: 0.3, status: 503, seed: 7 });

    const outcomes = await Promise.allSettled(
      Array.from({ length: 15 }, () => api.getConversation(conversationSid)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(14);
    expect(upstream.control.journal().length).toBeGreaterThan(15);
  });

  it('with HTML is UPSTREAM_UNAVAILABLE for a read', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream({ limits: { policies: hurriedPolicies } });
    upstream.control.setFaults({ html: 1 });

    await expect(api.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it('by breaking connections is UPSTREAM_UNAVAILABLE for a read', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream({ limits: { policies: hurriedPolicies } });
    upstream.control.setFaults({ down: true });

    await expect(api.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it('by its slowness is UPSTREAM_TIMEOUT for a read, in the time that was set', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream({ limits: { policies: hurriedPolicies } });
    upstream.control.setFaults({ latencyMs: 60_000 });
    const startedAt = performance.now();

    await expect(api.getConversation(conversationSid)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('a write whose answer is lost', () => {
  it('leaves a message unknown and sends it once', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream();
    upstream.control.setFaults({ landThenFail: 1 });

    await expect(api.createMessage(conversationSid, { body: 'once' })).rejects.toMatchObject({
      code: 'DELIVERY_UNKNOWN',
    });

    upstream.control.setFaults({});
    const { items } = await api.listMessages({ conversationSid, order: 'asc' });
    expect(items.map(({ body }) => body)).toEqual(['once']);
  });

  it('is made again where that changes nothing: an update ends with its answer', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream(unhurried);
    upstream.control.setFaults({ landThenFail: 1 });
    const outcome = api.updateConversation(conversationSid, { friendlyName: 'renamed' });
    await expect.poll(() => upstream.control.journal().length).toBe(1);
    upstream.control.setFaults({});

    await expect(outcome).resolves.toMatchObject({ friendlyName: 'renamed' });
  });

  it('counts as done for a removal that finds nothing left', async () => {
    const { api, upstream, conversationSid } = await setUpUpstream(unhurried);
    upstream.control.setFaults({ landThenFail: 1 });
    const outcome = api.deleteParticipant({ conversationSid, participant: 'alice' });
    await expect.poll(() => upstream.control.journal().length).toBe(1);
    upstream.control.setFaults({});

    await expect(outcome).resolves.toBeUndefined();
  });
});

describe("Twilio's refusals, as the emulator makes them", () => {
  it.each([
    {
      name: 'a unique name that is taken',
      run: ({ api }: Setup) => api.createConversation({ uniqueName: 'chat' }),
      expected: { code: 'ALREADY_EXISTS', details: { twilioCode: 50353 } },
    },
    {
      name: 'a participant who is there already',
      run: ({ api, conversationSid }: Setup) => api.createParticipant(conversationSid, { identity: 'alice' }),
      expected: { code: 'ALREADY_EXISTS', details: { twilioCode: 50433 } },
    },
    {
      name: 'a message into a closed conversation',
      async run({ api, conversationSid }: Setup) {
        await api.updateConversation(conversationSid, { state: 'closed' });
        return api.createMessage(conversationSid, { body: 'too late' });
      },
      expected: { code: 'CONVERSATION_CLOSED', details: { twilioCode: 50377 } },
    },
    {
      name: 'a participant who is nobody',
      run: ({ api, conversationSid }: Setup) => api.createParticipant(conversationSid, {}),
      expected: { code: 'BAD_USER_INPUT', details: { twilioCode: 50204, field: 'identity' } },
    },
    {
      name: 'a timer that is too short',
      run: ({ api }: Setup) => api.createConversation({ timers: { closed: 'PT1M' } }),
      expected: { code: 'BAD_USER_INPUT', details: { twilioCode: 50376, field: 'timers.closed' } },
    },
    {
      name: 'a conversation that does not exist',
      run: ({ api }: Setup) => api.getConversation('CH00000000000000000000000000000000'),
      expected: { code: 'NOT_FOUND', details: { twilioCode: 20404 } },
    },
  ])('come as documented codes: $name', async ({ run, expected }) => {
    const setup = await setUpUpstream();

    await expect(run(setup)).rejects.toMatchObject(expected);
  });
});

describe('identities that are no easy paths', () => {
  it.each(['a#b', 'ü/?', 'a b+c', '100%', 'x&y=z', '🎉'])(
    'find their user and their membership: %s',
    async (identity) => {
      const { api, conversationSid } = await setUpUpstream();
      await api.createParticipant(conversationSid, { identity });

      const user = await api.getUser(identity);
      const participant = await api.getParticipant({ conversationSid, participant: identity });
      const { items } = await api.listUserConversations({ identity });

      expect([user.identity, participant.identity]).toEqual([identity, identity]);
      expect(items.map(({ conversation }) => conversation.sid)).toEqual([conversationSid]);
    },
  );
});

describe('a list', () => {
  it('leads page by page to its end', async () => {
    const { api, conversationSid } = await setUpUpstream();
    for (let index = 0; index < 5; index += 1) await api.createMessage(conversationSid, { body: `${index}` });
    const bodies: (string | null)[] = [];
    let pageToken: string | undefined;

    do {
      const page = await api.listMessages({ conversationSid, order: 'desc', pageSize: 2, pageToken });
      bodies.push(...page.items.map(({ body }) => body));
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);

    expect(bodies).toEqual(['4', '3', '2', '1', '0']);
  });
});

type Setup = Awaited<ReturnType<typeof setUpUpstream>>;
