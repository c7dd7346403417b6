import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';

async function startWithMember(options: EmulatorOptions = {}) {
  const started = await startEmulator(options);
  const { conversations } = started.control.seed({
    conversations: [
      {
        participants: [{ identity: 'alice' }, { identity: 'bob' }],
        messages: Array.from({ length: 6 }, (_, at) => ({ author: at % 2 ? 'alice' : 'bob', body: `${at}` })),
      },
    ],
  });
  const rest = createRestClient(started);
  const path = `/Conversations/${conversations[0]?.sid}`;
  const read = async () => (await rest.get(`/Users/alice${path}`)).body;
  const messageSids = conversations[0]?.messageSids ?? [];
  return { rest, path, read, messageSids };
}

describe('unread messages', () => {
  it('are not counted until a horizon is set', async () => {
    const { read } = await startWithMember();

    expect(await read()).toMatchObject({ unread_messages_count: null, last_read_message_index: null });
  });

  it.each([
    ['3', 2],
    ['5', 0],
    ['99', 0],
  ])('above a horizon of %s are %i', async (horizon, count) => {
    const { rest, path, read } = await startWithMember();

    await rest.post(`${path}/Participants/alice`, { LastReadMessageIndex: horizon });

    expect(await read()).toMatchObject({ unread_messages_count: count });
  });

  it('are counted, so that a deleted message leaves no trace', async () => {
    const { rest, path, read, messageSids } = await startWithMember();
    await rest.post(`/Users/alice${path}`, { LastReadMessageIndex: '1' });

    await rest.delete(`${path}/Messages/${messageSids[4]}`);

    expect(await read()).toMatchObject({ unread_messages_count: 3, last_read_message_index: 1 });
  });

  it('leave out own messages where the assumption says so', async () => {
    const { rest, path, read } = await startWithMember({
      assumptions: { ownMessagesCountAsUnread: false },
    });

    await rest.post(`/Users/alice${path}`, { LastReadMessageIndex: '1' });

    expect(await read()).toMatchObject({ unread_messages_count: 2 });
  });
});

describe('a read horizon', () => {
  it('may move backwards and be unset again', async () => {
    const { rest, path, read } = await startWithMember();
    await rest.post(`/Users/alice${path}`, { LastReadMessageIndex: '4' });

    await rest.post(`/Users/alice${path}`, { LastReadMessageIndex: '2' });
    const backwards = await read();
    const { body } = await rest.post(`${path}/Participants/alice`, { LastReadMessageIndex: '' });

    expect(backwards).toMatchObject({ last_read_message_index: 2, unread_messages_count: 3 });
    expect(body).toMatchObject({ last_read_message_index: null, last_read_timestamp: null });
    expect(await read()).toMatchObject({ unread_messages_count: null });
  });

  it('notes the time, or takes the one it is given', async () => {
    const { rest, path } = await startWithMember();

    const noted = await rest.post(`${path}/Participants/alice`, { LastReadMessageIndex: '4' });
    const given = await rest.post(`${path}/Participants/alice`, {
      LastReadMessageIndex: '4',
      LastReadTimestamp: '2026-01-02T03:04:05Z',
    });

    expect(noted.body['last_read_timestamp']).toMatch(/^\d{4}-.*Z$/);
    expect(given.body['last_read_timestamp']).toBe('2026-01-02T03:04:05Z');
  });

  it.each(['four', '-1', '1.5'])('of %s is refused', async (horizon) => {
    const { rest, path } = await startWithMember();

    const answer = await rest.post(`${path}/Participants/alice`, { LastReadMessageIndex: horizon });

    expect(answer).toMatchObject({ status: 400, body: { code: 50421 } });
  });

  it('belongs to one user', async () => {
    const { rest, path } = await startWithMember();

    await rest.post(`/Users/alice${path}`, { LastReadMessageIndex: '4', NotificationLevel: 'Muted' });
    const { body } = await rest.get(`/Users/bob${path}`);

    expect(body).toMatchObject({ last_read_message_index: null, notification_level: 'default' });
  });
});

describe('the conversations of a user', () => {
  it('end when the user leaves', async () => {
    const { rest, path } = await startWithMember();

    const { status } = await rest.delete(`/Users/alice${path}`);
    const { body } = await rest.get(`${path}/Participants`);

    expect(status).toBe(204);
    expect(body['participants']).toMatchObject([{ identity: 'bob' }]);
    expect((await rest.get(`/Users/alice${path}`)).status).toBe(404);
  });

  it.each([
    { removes: true, left: ['bob'] },
    { removes: false, left: ['alice', 'bob'] },
  ])('are left behind when the user is deleted: %o', async ({ removes, left }) => {
    const assumptions = { userDeletionRemovesParticipants: removes };
    const { rest, path } = await startWithMember({ assumptions });

    await rest.delete('/Users/alice');

    const { body } = await rest.get(`${path}/Participants`);
    expect(body['participants']).toMatchObject(left.map((identity) => ({ identity })));
  });

  it('refuse an unknown notification level', async () => {
    const { rest, path } = await startWithMember();

    const answer = await rest.post(`/Users/alice${path}`, { NotificationLevel: 'loud' });

    expect(answer).toMatchObject({ status: 400, body: { code: 50210 } });
  });
});
