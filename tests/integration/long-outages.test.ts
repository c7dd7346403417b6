import { describe, expect, it } from 'vitest';
import { conversationId } from '../../src/graphql/global-id.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import { createJumpingClock } from '../testkit/jumping-clock.ts';
import { readMetric } from '../testkit/metric.ts';
import { resolveName } from '../testkit/name-resolution.ts';

const codesOf = ({ errors }: { errors: readonly { extensions?: Readonly<Record<string, unknown>> }[] }) =>
  errors.map(({ extensions }) => extensions?.['code']);

describe('while the name of Twilio does not resolve', () => {
  it('the gateway is not ready, says so with a code, spares Twilio, and heals by itself', async () => {
    const emulator = await startEmulator();
    emulator.control.seed({ conversations: [{ participants: [{ identity: 'alice' }] }] });
    const { accountSid, authToken, chatServiceSid } = emulator.emulator.config;
    const host = resolveName('conversations.example.test');
    host.isWell = false;
    const gateway = await startGateway(emulator, {
      options: {
        twilio: {
          accountSid,
          authToken,
          chatServiceSid,
          baseUrl: `http://${host.name}:${emulator.port}`,
        },
      },
    });
    const alice = await gateway.as('alice');
    const query = '{ viewer { conversations(first: 5) { nodes { sid } } } }';
    const readiness = async () => (await fetch(`${gateway.origin}/readyz`)).status;

    const answers = await Promise.all(Array.from({ length: 25 }, () => alice.run(query)));
    for (let count = 0; count < 25; count += 1) answers.push(await alice.run(query));

    expect(await readiness()).toBe(503);
    expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(JSON.stringify(answers)).not.toContain(host.name);
    expect(await readMetric(gateway.origin, 'upstream_breaker')).toBe(2);
    host.isWell = true;
    await expect.poll(readiness, { timeout: 20_000 }).toBe(200);
    await expect
      .poll(async () => codesOf(await alice.run(query)), { timeout: 20_000, interval: 300 })
      .toEqual([]);
  }, 60_000);
});

describe('when Twilio is away for an hour', () => {
  const minuteMs = 60_000;
  const livedMs = 4 * minuteMs;
  /** Each stream has a socket of its own here, and a viewer has ten. */
  const conversationsCount = 10;

  it('everybody is told so with a code, nothing is sent twice, and live streams catch up without a rush', async () => {
    const clock = createJumpingClock(20);
    const emulator = await startEmulator();
    const { conversations } = emulator.control.seed({
      conversations: Array.from({ length: conversationsCount }, (_, place) => ({
        friendlyName: `Conversation ${place}`,
        participants: [{ identity: 'alice' }, { identity: 'bob' }],
        messages: [{ author: 'alice', body: 'before' }],
      })),
    });
    const sids = conversations.map(({ sid }) => sid);
    const gateway = await startGateway(emulator, { parts: { clock } });
    const bob = await gateway.as('bob', { ttlSeconds: 86_400 });
    const alice = await gateway.as('alice', { ttlSeconds: 86_400 });
    const streams: ReturnType<typeof bob.subscribe>[] = [];
    for (const sid of sids) {
      const conversationOf = { id: conversationId(sid) };
      const { conversation } = await bob.data('Thread', conversationOf);
      const after = conversation.eventsCursor;
      streams.push(bob.subscribe('ConversationEvents', { conversationId: conversationOf.id, after }));
    }
    const [firstSid = ''] = sids;
    const id = conversationId(firstSid);
    const send = (clientMessageId: string) =>
      alice.run('SendMessage', { input: { conversationId: id, body: clientMessageId, clientMessageId } });
    const outcomeOf = ({ data, errors }: Awaited<ReturnType<typeof send>>) => [
      ...codesOf({ errors }),
      ...(data?.sendMessage?.errors ?? []).map(({ code }: { code: string }) => code),
    ];

    await expect.poll(() => readMetric(gateway.origin, 'subscriptions')).toBe(conversationsCount);

    emulator.control.setFaults({ down: true, dropWebhooks: 1 });
    emulator.control.clearJournal();
    const reads: unknown[] = [];
    const sends: unknown[] = [];
    // The first minutes are lived through, the rest of the hour passes at once.
    const livedUntil = clock.now() + livedMs;
    for (let round = 0; clock.now() < livedUntil; round += 1) {
      reads.push(...codesOf(await bob.run('Thread', { id })));
      if (round < 10) sends.push(...outcomeOf(await send(`meanwhile ${round}`)));
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    clock.jump(60 * minuteMs - livedMs);
    await Promise.all(
      sids.map((conversationSid) =>
        emulator.emulator.act({ type: 'message', conversationSid, author: 'alice', body: 'untold' }),
      ),
    );
    const triesMeanwhile = emulator.control.journal().length;
    emulator.control.clearJournal();
    emulator.control.setFaults({ dropWebhooks: 1 });
    await Promise.all(
      streams.map((stream) => stream.waitFor((event) => event.message?.body === 'untold', 20_000)),
    );
    const callsToCatchUp = emulator.control.journal().length;

    expect(reads.length).toBeGreaterThan(0);
    for (const code of reads) expect(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT']).toContain(code);
    expect(sends).toHaveLength(10);
    // Before anything is sent the sender's membership is read, which may take too long as well.
    for (const code of sends)
      expect(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'DELIVERY_UNKNOWN']).toContain(code);
    expect(streams.flatMap(({ events }) => events.filter((each) => each.__typename === 'Resync'))).toEqual(
      [],
    );
    // A probe every few seconds, and not every stream and reader for itself.
    expect(triesMeanwhile).toBeLessThan(livedMs / 5_000 + 80);
    expect(callsToCatchUp).toBeLessThanOrEqual(5 * conversationsCount);
    await expect
      .poll(async () => outcomeOf(await send('meanwhile 0')), { timeout: 10_000, interval: 300 })
      .toEqual([]);
    const { conversation } = await alice.data('Thread', { id });
    const bodies = conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body);
    expect(bodies).toEqual(['before', 'untold', 'meanwhile 0']);
  }, 90_000);
});
