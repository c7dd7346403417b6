import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';
import { startWithWebhooks } from './webhook-setup.ts';

describe('the demo seed', () => {
  it('puts up a small cast with conversations of every kind', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);

    const { users, conversations } = started.control.seed({ preset: 'demo' });
    const listed = (await rest.get('/Conversations')).body['conversations'] as Record<string, unknown>[];
    const inbox = (await rest.get('/Users/alice/Conversations')).body['conversations'] as Record<
      string,
      unknown
    >[];
    const phone = await rest.get('/ParticipantConversations?Address=%2B15005550101');

    expect(users.map(({ identity }) => identity)).toEqual(['alice', 'bob', 'carol', 'dave']);
    expect(conversations.length).toBeGreaterThanOrEqual(4);
    expect(listed.filter(({ state }) => state === 'closed')).toHaveLength(1);
    expect(Math.max(...conversations.map(({ messageSids }) => messageSids.length))).toBeGreaterThan(60);
    expect(inbox.filter((row) => Number(row['unread_messages_count']) > 0).length).toBeGreaterThan(1);
    expect(phone.body['conversations']).toHaveLength(1);
  });

  it('ends a few minutes ago', async () => {
    const started = await startEmulator();
    started.control.seed({ preset: 'demo' });
    const rest = createRestClient(started);
    const { body } = await rest.get('/Conversations');
    const [newest] = body['conversations'] as { sid: string; friendly_name: string }[];

    const messages = await rest.get(`/Conversations/${newest?.sid}/Messages?Order=desc&PageSize=1`);

    const [last] = messages.body['messages'] as { date_created: string }[];
    const ageMs = Date.now() - Date.parse(last?.date_created ?? '');
    expect(ageMs).toBeGreaterThan(0);
    expect(ageMs).toBeLessThan(60 * 60_000);
  });
});

describe('a seed', () => {
  it('creates what it names, with horizons, roles, dates and state', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);

    const { conversations } = started.control.seed({
      users: [{ identity: 'alice', friendlyName: 'Alice', roleFriendlyName: 'service admin' }],
      conversations: [
        {
          uniqueName: 'one',
          attributes: { topic: 'x' },
          state: 'closed',
          participants: [
            { identity: 'alice', roleFriendlyName: 'channel admin', lastReadMessageIndex: 0 },
            {
              messagingBinding: { address: '+15005550101', proxyAddress: '+15005550199' },
              attributes: '{"displayName":"Rosa"}',
            },
          ],
          messages: [
            { author: 'alice', body: 'Hi', dateCreated: '2026-01-02T03:04:05Z' },
            { author: '+15005550101', body: 'Hello' },
          ],
        },
      ],
    });
    const { participants } = (await rest.get('/Conversations/one/Participants')).body;
    const { messages } = (await rest.get('/Conversations/one/Messages')).body;
    const roleSid = (participants as { role_sid: string }[])[0]?.role_sid;

    expect((await rest.get('/Conversations/one')).body).toMatchObject({
      sid: conversations[0]?.sid,
      state: 'closed',
      attributes: '{"topic":"x"}',
    });
    expect(participants).toMatchObject([
      { sid: conversations[0]?.participantSids[0], identity: 'alice', last_read_message_index: 0 },
      { identity: null, attributes: '{"displayName":"Rosa"}' },
    ]);
    expect(messages).toMatchObject([
      { sid: conversations[0]?.messageSids[0], index: 0, date_created: '2026-01-02T03:04:05Z' },
      { index: 1, participant_sid: conversations[0]?.participantSids[1] },
    ]);
    expect((await rest.get(`/Roles/${roleSid}`)).body['friendly_name']).toBe('channel admin');
  });

  it('generates in numbers, with one identity everywhere', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);

    const { conversations } = started.control.seed({
      generate: { conversations: 3, participants: 4, messages: 5, identity: 'alice' },
    });
    const { body } = await rest.get('/Users/alice/Conversations');

    expect(conversations.map(({ participantSids }) => participantSids.length)).toEqual([4, 4, 4]);
    expect(conversations.map(({ messageSids }) => messageSids.length)).toEqual([5, 5, 5]);
    expect(body['conversations']).toHaveLength(3);
  });

  it('comes on top of what is there, completing users that exist', async () => {
    const started = await startEmulator();
    started.control.seed({ conversations: [{ participants: [{ identity: 'alice' }] }] });

    const { users } = started.control.seed({ users: [{ identity: 'alice', friendlyName: 'Alice' }] });

    const { body } = await createRestClient(started).get('/Users/alice');
    expect(body).toMatchObject({ sid: users[0]?.sid, friendly_name: 'Alice' });
  });

  it('can be put in before the start', async () => {
    const emulator = createEmulator({ port: 0 });
    emulator.seed({ conversations: [{ uniqueName: 'one' }] });
    const { origin, port } = await emulator.start();
    onTestFinished(() => emulator.stop());

    const { status, body } = await createRestClient({ emulator, origin }).get('/Conversations/one');

    expect(status).toBe(200);
    expect(body['url']).toContain(`:${port}/v1/Conversations/CH`);
  });

  it('is heard by no webhook', async () => {
    const { started, listener } = await startWithWebhooks();

    started.control.seed({ preset: 'demo' });
    await started.emulator.webhooks.settled();

    expect(listener.received).toEqual([]);
  });

  it('gives the same sids for the same random seed, others for another', async () => {
    const sidOf = async (randomSeed: number) => {
      const { control } = await startEmulator({ randomSeed });
      return control.seed({ conversations: [{}] }).conversations[0]?.sid;
    };

    const [once, again, other] = [await sidOf(1), await sidOf(1), await sidOf(2)];

    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });

  it.each([
    [{ preset: 'big' }, 'preset must be one of demo'],
    [{ people: [] }, 'people is not a known key'],
    [{ users: [{}] }, 'users[0].identity is required'],
    [{ users: {} }, 'users must be an array of at most 100000 items'],
    [
      { conversations: [{ state: 'open' }] },
      'conversations[0].state must be one of active, inactive, closed',
    ],
    [{ conversations: [{ messages: [{ author: 'a' }] }] }, 'conversations[0].messages[0].body is required'],
    [{ generate: { conversations: -1 } }, 'generate.conversations must be an integer from 0 to 10000'],
    [null, 'seed must be an object'],
    [
      { conversations: [{ participants: [{}] }] },
      'conversations[0].participants[0]: Identity not provided (50204)',
    ],
    [
      { conversations: [{ participants: [{ identity: 'a', roleFriendlyName: 'king' }] }] },
      'conversations[0]: roleFriendlyName names no conversation role',
    ],
  ])('%j is refused by name', async (seed, problem) => {
    const { origin } = await startEmulator();

    const response = await fetch(`${origin}/__emulator/seed`, {
      method: 'POST',
      body: JSON.stringify(seed),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ problems: [problem] });
  });
});
