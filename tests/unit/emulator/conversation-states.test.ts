import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { createRestClient } from './rest-client.ts';
import { createFakeClock } from '../transport/fake-clock.ts';
import { announced, startWithWebhooks, type WebhookSetup } from './webhook-setup.ts';

const minuteMs = 60_000;

async function startWithClock(options: Parameters<typeof startWithWebhooks>[0] = {}) {
  const clock = createFakeClock(Date.UTC(2026, 0, 1));
  return { clock, ...(await startWithWebhooks({ clock, ...options })) };
}

const stateOf = async ({ rest }: Pick<WebhookSetup, 'rest'>, sid: string) =>
  (await rest.get(`/Conversations/${sid}`)).body['state'];

describe('timers', () => {
  it('make a conversation inactive, then close it, and tell webhooks unasked', async () => {
    const { clock, rest, started, listener } = await startWithClock();
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' });

    clock.advance(minuteMs - 1);
    const before = await stateOf({ rest }, sid);
    clock.advance(1);
    const between = await rest.get(`/Conversations/${sid}`);
    clock.advance(9 * minuteMs);
    const after = await rest.get(`/Conversations/${sid}`);
    await started.emulator.webhooks.settled();

    expect(before).toBe('active');
    expect(between.body).toMatchObject({
      state: 'inactive',
      timers: { date_closed: '2026-01-01T00:10:00Z' },
    });
    expect(after.body).toMatchObject({ state: 'closed', timers: {} });
    expect(listener.received.map(({ parameters }) => parameters)).toMatchObject([
      { EventType: 'onConversationStateUpdated', StateTo: 'inactive', StateFrom: 'active', Reason: 'TIMER' },
      { EventType: 'onConversationStateUpdated', StateTo: 'closed', StateFrom: 'inactive', Reason: 'TIMER' },
    ]);
  });

  it('are shown as dates', async () => {
    const { rest } = await startWithClock();

    const { body } = await rest.post('/Conversations', {
      'Timers.Inactive': 'PT1M30S',
      'Timers.Closed': 'P1DT1H',
    });

    expect(body['timers']).toEqual({
      date_inactive: '2026-01-01T00:01:30Z',
      date_closed: '2026-01-02T01:00:00Z',
    });
  });

  it.each([
    { restarts: true, state: 'active' },
    { restarts: false, state: 'inactive' },
  ])('that messages restart or not leave it %o', async ({ restarts, state }) => {
    const { clock, rest } = await startWithClock({ assumptions: { activityRestartsTimers: restarts } });
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT2M' });

    clock.advance(minuteMs);
    await rest.post(`/Conversations/${sid}/Messages`, { Body: 'Still here' });
    clock.advance(minuteMs);

    expect(await stateOf({ rest }, sid)).toBe(state);
  });

  it('start anew with a participant', async () => {
    const { clock, rest } = await startWithClock();
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT2M' });

    clock.advance(minuteMs);
    await rest.post(`/Conversations/${sid}/Participants`, { Identity: 'alice' });
    clock.advance(minuteMs);

    expect(await stateOf({ rest }, sid)).toBe('active');
  });

  it('come from the account where a conversation names none', async () => {
    const { clock, rest } = await startWithClock();
    await rest.post('/Configuration', { DefaultInactiveTimer: 'PT1M' });
    const withDefault = await rest.create('/Conversations');
    const without = await rest.create('/Conversations', { 'Timers.Inactive': '' });

    clock.advance(minuteMs);

    expect(await stateOf({ rest }, withDefault)).toBe('inactive');
    expect(await stateOf({ rest }, without)).toBe('active');
  });

  it.each(['', 'PT0S'])('are switched off by %o', async (value) => {
    const { clock, rest } = await startWithClock();
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT1M' });

    const { body } = await rest.post(`/Conversations/${sid}`, { 'Timers.Inactive': value });
    clock.advance(minuteMs);

    expect(body['timers']).toEqual({});
    expect(await stateOf({ rest }, sid)).toBe('active');
  });

  it('may be longer than the timers of JavaScript', async () => {
    const fake = createFakeClock();
    let timersSet = 0;
    // As in Node, a delay that does not fit runs at once.
    const clock: Clock = {
      now: fake.now,
      wallTime: fake.now,
      setTimer(callback, delayMs) {
        timersSet += 1;
        return fake.setTimer(callback, delayMs > 2_147_483_647 ? 1 : delayMs);
      },
    };
    const { rest } = await startWithWebhooks({ clock }, { PostWebhookUrl: '' });
    const sid = await rest.create('/Conversations', { 'Timers.Closed': 'P30D' });

    fake.advance(30 * 24 * 60 * minuteMs - 1);
    const before = await stateOf({ rest }, sid);
    fake.advance(1);

    expect(timersSet).toBe(2);
    expect(before).toBe('active');
    expect(await stateOf({ rest }, sid)).toBe('closed');
  });

  it('are called off when the conversation is deleted or the emulator stops', async () => {
    const { clock, rest, started } = await startWithClock();
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT1M' });
    await rest.create('/Conversations', { 'Timers.Inactive': 'PT1M' });

    await rest.delete(`/Conversations/${sid}`);
    const pendingBetween = clock.timersPending;
    await started.stop();

    expect(pendingBetween).toBe(1);
    expect(clock.timersPending).toBe(0);
  });
});

describe('an emulator that was stopped', () => {
  it('takes its timers up again when it starts', async () => {
    const { clock, rest, started } = await startWithClock();
    const sid = await rest.create('/Conversations', { 'Timers.Inactive': 'PT1M' });
    await started.stop();
    clock.advance(2 * minuteMs);

    const { origin } = await started.emulator.start();
    clock.advance(0);

    expect(await stateOf({ rest: createRestClient({ ...started, origin }) }, sid)).toBe('inactive');
  });
});

describe('an inactive conversation', () => {
  it.each([
    ['Messages', { Body: 'Anybody there?' }],
    ['Participants', { Identity: 'alice' }],
  ])('wakes up with new %s, by EVENT', async (noun, form) => {
    const { rest, started, listener } = await startWithClock();
    const sid = await rest.create('/Conversations', { State: 'inactive' });

    await rest.post(`/Conversations/${sid}/${noun}`, form, announced);
    await started.emulator.webhooks.settled();

    expect(await stateOf({ rest }, sid)).toBe('active');
    const change = listener.received.find(
      ({ parameters }) => parameters['EventType'] === 'onConversationStateUpdated',
    );
    expect(change?.parameters).toMatchObject({ StateFrom: 'inactive', StateTo: 'active', Reason: 'EVENT' });
  });

  it('stays so where the assumption says so', async () => {
    const { rest } = await startWithClock({ assumptions: { activityReactivates: false } });
    const sid = await rest.create('/Conversations', { State: 'inactive' });

    await rest.post(`/Conversations/${sid}/Messages`, { Body: 'Anybody there?' });

    expect(await stateOf({ rest }, sid)).toBe('inactive');
  });
});

describe('a closed conversation', () => {
  it.each([
    ['POST', ''],
    ['POST', '/Messages'],
    ['POST', '/Messages/{message}'],
    ['DELETE', '/Messages/{message}'],
    ['POST', '/Participants'],
    ['POST', '/Participants/alice'],
    ['DELETE', '/Participants/alice'],
  ])('refuses %s %s for good', async (method, path) => {
    const { rest } = await startWithClock();
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });
    const message = await rest.create(`/Conversations/${sid}/Messages`, { Body: 'Hi' });
    await rest.post(`/Conversations/${sid}`, { State: 'closed' });

    const url = `/Conversations/${sid}${path.replace('{message}', message)}`;
    const answer = await (method === 'POST'
      ? rest.post(url, { Body: 'Hi', Identity: 'bob', State: 'active' })
      : rest.delete(url));

    expect(answer).toMatchObject({ status: 400, body: { code: 50377 } });
  });

  it('can still be read and deleted, and keeps its unique name until then', async () => {
    const { rest } = await startWithClock();
    const sid = await rest.create('/Conversations', { UniqueName: 'one' });
    await rest.create(`/Conversations/${sid}/Messages`, { Body: 'Hi' });
    await rest.post(`/Conversations/${sid}`, { State: 'closed' });

    const messages = await rest.get(`/Conversations/${sid}/Messages`);
    const again = await rest.post('/Conversations', { UniqueName: 'one' });
    const deleted = await rest.delete(`/Conversations/${sid}`);
    const afterwards = await rest.post('/Conversations', { UniqueName: 'one' });

    expect(messages.body['messages']).toHaveLength(1);
    expect(again).toMatchObject({ status: 409, body: { code: 50353 } });
    expect(deleted.status).toBe(204);
    expect(afterwards.status).toBe(201);
  });
});

describe('a conversation created with participants', () => {
  it('is initializing until they are added, then active', async () => {
    const { clock, rest, started, listener } = await startWithClock();

    const answer = await rest.post(
      '/ConversationWithParticipants',
      { Participant: ['{"identity":"alice"}', '{"identity":"bob","attributes":"{\\"a\\":1}"}'] },
      announced,
    );
    const path = `/Conversations/${String(answer.body['sid'])}`;
    const early = await rest.post(path, { FriendlyName: 'Too early' });
    clock.advance(0);
    const participants = await rest.get(`${path}/Participants`);
    await started.emulator.webhooks.settled();

    expect(answer).toMatchObject({ status: 202, body: { state: 'initializing' } });
    expect(early.status).toBe(409);
    expect(participants.body['participants']).toMatchObject([
      { identity: 'alice' },
      { identity: 'bob', attributes: '{"a":1}' },
    ]);
    expect((await rest.get(path)).body['state']).toBe('active');
    expect(listener.eventTypes().toSorted()).toEqual([
      'onConversationAdded',
      'onConversationStateUpdated',
      'onParticipantAdded',
      'onParticipantAdded',
      'onUserAdded',
      'onUserAdded',
    ]);
  });

  it('is refused as a whole when one participant is', async () => {
    const { rest } = await startWithClock();

    const answer = await rest.post('/ConversationWithParticipants', {
      Participant: ['{"identity":"alice"}', '{"identity":"alice"}'],
    });

    expect(answer).toMatchObject({ status: 409, body: { code: 50433 } });
    expect((await rest.get('/Conversations')).body['conversations']).toEqual([]);
  });

  it('is closed when an address is taken before it is added', async () => {
    const { clock, rest } = await startWithClock();
    const binding = { address: '+15005550101', proxy_address: '+15005550199' };
    const { body } = await rest.post('/ConversationWithParticipants', {
      Participant: JSON.stringify({ messaging_binding: binding }),
    });
    const other = await rest.create('/Conversations');
    await rest.create(`/Conversations/${other}/Participants`, {
      'MessagingBinding.Address': binding.address,
      'MessagingBinding.ProxyAddress': binding.proxy_address,
    });

    clock.advance(0);

    expect(await stateOf({ rest }, String(body['sid']))).toBe('closed');
  });

  it('takes ten of them and no more', async () => {
    const { rest } = await startWithClock();
    const participants = Array.from({ length: 11 }, (_, at) => JSON.stringify({ identity: `user-${at}` }));

    const ten = await rest.post('/ConversationWithParticipants', { Participant: participants.slice(1) });
    const eleven = await rest.post('/ConversationWithParticipants', { Participant: participants });

    expect(ten.status).toBe(202);
    expect(eleven).toMatchObject({ status: 400, body: { code: 20001 } });
  });

  it.each(['{', '[]', '7', '{"identity":7}', '{"messaging_binding":"+1"}', '{}'])(
    'refuses %s as a participant',
    async (participant) => {
      const { rest } = await startWithClock();

      const { status } = await rest.post('/ConversationWithParticipants', { Participant: participant });

      expect(status).toBe(400);
    },
  );
});

describe('the state of a conversation', () => {
  it.each([
    ['/Conversations', { State: 'closed' }, 50384],
    ['/Conversations', { State: 'initializing' }, 50378],
    ['/Conversations', { State: '' }, 50374],
    ['/Conversations', { 'Timers.Inactive': 'PT59S' }, 50375],
    ['/Conversations', { 'Timers.Closed': 'PT9M59S' }, 50376],
    ['/Conversations', { 'Timers.Inactive': 'a while' }, 50379],
    ['/Conversations', { 'Timers.Closed': 'P' }, 50380],
  ])('is checked: POST %s %o is refused with %i', async (path, form, code) => {
    const { rest } = await startWithClock();

    const answer = await rest.post(path, form);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});
