import { describe, expect, it } from 'vitest';
import type { EmulatorFaults } from '../../src/emulator/index.ts';
import { startChat } from '../testkit/chat.ts';

const inboxQuery = '{ viewer { conversations(first: 5) { nodes { sid } } } }';

const codesOf = ({ errors }: { errors: readonly { extensions?: Readonly<Record<string, unknown>> }[] }) =>
  errors.map(({ extensions }) => extensions?.['code']);

describe('when Twilio', () => {
  it.each<[string, EmulatorFaults, string]>([
    ['is down', { down: true }, 'UPSTREAM_UNAVAILABLE'],
    ['answers 500', { errorRate: 1 }, 'UPSTREAM_UNAVAILABLE'],
    ['answers HTML', { html: 1 }, 'UPSTREAM_UNAVAILABLE'],
    ['refuses everything with 429', { errorRate: 1, status: 429 }, 'RATE_LIMITED'],
  ])(
    '%s, a query says so with a code and a write changes nothing',
    async (_what, faults, code) => {
      const { alice, emulator, id } = await startChat();
      emulator.control.setFaults(faults);

      const query = await alice.run(inboxQuery);
      const overWebSocket = await alice.runOverWebSocket(inboxQuery);
      const write = await alice.run('SendMessage', { input: { conversationId: id, body: 'hello' } });
      emulator.control.setFaults({});
      await expect
        .poll(async () => codesOf(await alice.run('Thread', { id })), { timeout: 40_000, interval: 500 })
        .toEqual([]);
      const { conversation } = await alice.data('Thread', { id });

      expect(codesOf(query)).toEqual([code]);
      expect(query.data).toEqual({ viewer: { conversations: null } });
      expect([codesOf(overWebSocket), overWebSocket.data]).toEqual([[code], query.data]);
      expect([
        ...codesOf(write),
        ...(write.data?.sendMessage?.errors ?? []).map((error: { code: string }) => error.code),
      ]).toHaveLength(1);
      expect(JSON.stringify([query, overWebSocket, write])).not.toMatch(/127\.0\.0\.1|<html|at .*\.ts/);
      expect(conversation.messages.edges).toHaveLength(2);
    },
    60_000,
  );

  it('is slower than a read may take, the query ends in time with a code', async () => {
    const { alice, emulator } = await startChat();
    emulator.control.setFaults({ latencyMs: 30_000 });

    const answers = await Promise.all([alice.run(inboxQuery), alice.runOverWebSocket(inboxQuery)]);

    expect(answers.map(codesOf)).toEqual([['UPSTREAM_TIMEOUT'], ['UPSTREAM_TIMEOUT']]);
  }, 30_000);

  it('loses the answer to a message, the message is found and counts as sent', async () => {
    const { alice, emulator, id } = await startChat();
    await alice.data('Thread', { id });
    emulator.control.setFaults({ landThenFail: 1 });

    const { data } = await alice.run('SendMessage', {
      input: { conversationId: id, body: 'hello', clientMessageId: 'row-1' },
    });
    emulator.control.setFaults({});
    const { conversation } = await alice.data('Thread', { id });

    expect(data.sendMessage).toMatchObject({
      message: { body: 'hello', clientMessageId: 'row-1' },
      errors: [],
    });
    expect(conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body)).toEqual([
      'Ahoy',
      'Ahoy, Alice',
      'hello',
    ]);
  });

  it('fails now and then, reads come through', async () => {
    const { alice, emulator, id } = await startChat();
    emulator.control.setFaults({ errorRate: 0.1, seed: 7 });

    const answers = await Promise.all(Array.from({ length: 10 }, () => alice.run('Thread', { id })));

    expect(answers.filter((answer) => answer.errors.length > 0).length).toBeLessThan(5);
  });

  it('refuses the credentials, the viewer learns that it is not their fault', async () => {
    const { emulator, gateway } = await startChat();
    const { startGateway } = await import('../testkit/gateway.ts');
    const { accountSid, baseUrl, chatServiceSid } = emulator.emulator.config;
    await gateway.stop();
    const misconfigured = await startGateway(emulator, {
      options: {
        twilio: { accountSid, baseUrl, chatServiceSid, authToken: 'not the token of this account' },
      },
    });
    const alice = await misconfigured.as('alice');

    const answer = await alice.run(inboxQuery);
    const ready = await fetch(`${misconfigured.origin}/readyz`);

    expect(codesOf(answer)).toEqual(['UPSTREAM_AUTHENTICATION_FAILED']);
    expect(ready.status).toBe(503);
  });
});
