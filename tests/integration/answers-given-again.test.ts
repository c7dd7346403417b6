import { describe, expect, it, vi } from 'vitest';
import { createAnswerBasis } from '../../src/answer-basis.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { accountWrites } from '../testkit/account-writes.ts';
import { startChat } from '../testkit/chat.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';
import { readMetric } from '../testkit/metric.ts';

const names = '{ conversations: viewer { conversations { edges { node { friendlyName } } } } }';

/** The machine's clock, which a test can set forward. */
function createSettableClock(): Clock & { advance(ms: number): void } {
  let aheadMs = 0;
  return {
    now: () => systemClock.now() + aheadMs,
    wallTime: () => systemClock.wallTime() + aheadMs,
    setTimer: systemClock.setTimer,
    advance(ms) {
      aheadMs += ms;
    },
  };
}

async function startAnswering(options: Parameters<typeof startChat>[0] = {}) {
  const clock = createSettableClock();
  const chat = await startChat({
    ...options,
    gateway: { fastPaths: true, ...options.gateway },
    parts: { clock, ...options.parts },
  });
  const hits = () => readMetric(chat.gateway.origin, 'answer_cache_total{outcome="hit"}');
  return {
    ...chat,
    clock,
    hits,
    thread: { id: chat.id },
    /** Asks until the answer is one that is given again. */
    async warm(client: GraphqlClient, operation: string, variables: Record<string, unknown> = {}) {
      const before = await hits();
      // What is read within a second after a change is not kept.
      return vi.waitFor(
        async () => {
          const answer = await client.run(operation, variables);
          if ((await hits()) === before) throw new Error('It is made anew each time.');
          return answer;
        },
        { timeout: 10_000 },
      );
    },
  };
}

describe('a query that is asked again', () => {
  it('has the same answer, to the byte, and asks nothing of Twilio', async () => {
    const { alice, emulator, gateway, hits, sid } = await startAnswering();
    const body = JSON.stringify({
      query: `query Texts($sid: String!) {
        conversation(by: { sid: $sid }) { messages(last: 9) { nodes { id body } } }
      }`,
      variables: { sid },
    });
    const ask = async () => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${alice.token}` };
      const response = await fetch(`${gateway.origin}/graphql`, { method: 'POST', headers, body });
      const { date: _date, 'x-request-id': requestId, ...rest } = Object.fromEntries(response.headers);
      return { status: response.status, rest, requestId, text: await response.text() };
    };
    const made = await ask();
    await ask();

    emulator.control.clearJournal();
    const again = await ask();

    expect(await hits()).toBe(1);
    expect({ ...again, requestId: made.requestId }).toEqual(made);
    expect(again.requestId).not.toBe(made.requestId);
    expect(emulator.control.journal()).toEqual([]);
  });

  it('is answered anew after a write of whoever asks, a write of another, and a webhook', async () => {
    const { alice, bob, emulator, id, sid, thread, warm } = await startAnswering();
    const bodies = async () => {
      const { conversation } = await bob.data('Thread', thread);
      return conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body);
    };
    await warm(bob, 'Thread', thread);

    await bob.data('SendMessage', { input: { conversationId: id, body: 'of my own' } });
    const afterOwn = await bodies();
    await warm(bob, 'Thread', thread);
    await alice.data('SendMessage', { input: { conversationId: id, body: 'of another' } });
    const afterOther = await bodies();
    await warm(bob, 'Thread', thread);
    await emulator.emulator.act({
      type: 'message',
      conversationSid: sid,
      author: 'alice',
      body: 'past the gateway',
    });

    expect(afterOwn.at(-1)).toBe('of my own');
    expect(afterOther.at(-1)).toBe('of another');
    await expect.poll(async () => (await bodies()).at(-1)).toBe('past the gateway');
  });

  it('is refused from the moment on at which its viewer is removed', async () => {
    const { bob, service, thread, warm } = await startAnswering();
    const { data } = await warm(bob, 'Thread', thread);
    const own = data.conversation.participants.nodes.find(
      ({ identity }: { identity: string }) => identity === 'bob',
    );

    await service.data('RemoveParticipant', { input: { participantId: own.id } });
    const answer = await bob.run('Thread', thread);

    expect(answer.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('is answered anew once its viewer has another role', async () => {
    const { bob, emulator, service, id, sid, warm } = await startAnswering();
    const query = `{ conversation(by: { id: "${id}" }) { viewerCan { removeParticipant } } }`;
    const { data: before } = await warm(bob, query);

    await accountWrites['a role by a client']?.({ emulator, bob, service }, sid);

    expect(before.conversation.viewerCan.removeParticipant).toBe(false);
    await expect
      .poll(async () => (await bob.data(query)).conversation.viewerCan.removeParticipant)
      .toBe(true);
  });

  it('is answered for each viewer alone', async () => {
    const { alice, mallory, thread, warm } = await startAnswering();
    await warm(alice, 'Thread', thread);

    const answer = await mallory.run('Thread', thread);

    expect(answer.data.conversation).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('is made anew by one request for all who ask at once when its time is over', async () => {
    let made = 0;
    const { alice, clock, emulator, thread, warm } = await startAnswering({
      parts: {
        createAnswerBasis(options) {
          made += 1;
          return createAnswerBasis(options);
        },
      },
    });
    const before = await warm(alice, 'Thread', thread);
    clock.advance(61_000);
    emulator.control.clearJournal();
    made = 0;

    const answers = await Promise.all(Array.from({ length: 20 }, () => alice.run('Thread', thread)));

    const messagesOf = ({ data }: (typeof answers)[number]) => data.conversation.messages;
    expect(answers.map(messagesOf)).toEqual(Array(20).fill(messagesOf(before)));
    // The first one reads from Twilio, the second one makes what is kept of it.
    expect(made).toBeLessThanOrEqual(2);
  });

  it('still counts against the allowance of its viewer', async () => {
    const { alice } = await startAnswering({
      gateway: { limits: { viewer: { operationsPerSecond: 1, operationsBurst: 10 } } },
    });

    const answers = [];
    for (let asked = 0; asked < 12; asked += 1) answers.push(await alice.run(names));

    expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions?.['code']))).toContain(
      'RATE_LIMITED',
    );
  });

  it('still counts as an operation', async () => {
    const { alice, gateway, warm } = await startAnswering();
    const counted = () =>
      readMetric(gateway.origin, 'operations_total{transport="http",kind="query",outcome="ok"}');
    await warm(alice, names);

    const before = await counted();
    await alice.run(names);

    expect(await counted()).toBe(before + 1);
  });

  it('still needs a token that holds', async () => {
    const { alice, clock, thread, warm } = await startAnswering();
    await warm(alice, 'Thread', thread);

    clock.advance(3_606_000);
    const over = await alice.run('Thread', thread);

    expect([over.status, over.errors[0]?.extensions?.['code']]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is refused once the key of its token is another one', async () => {
    const { alice, gateway, thread, warm } = await startAnswering();
    await warm(alice, 'Thread', thread);

    gateway.reload({ auth: { key: { secret: 'another secret, of thirty-two bytes and more' } } });
    const answer = await alice.run('Thread', thread);

    expect([answer.status, answer.errors[0]?.extensions?.['code']]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is answered in the media type that is asked for, each time', async () => {
    const { alice, gateway, warm } = await startAnswering();
    await warm(alice, names);
    const ask = async (accept: string) => {
      const response = await fetch(`${gateway.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${alice.token}` },
        body: JSON.stringify({ query: names }),
      });
      return [response.status, response.headers.get('content-type')];
    };

    const types = ['application/graphql-response+json', 'application/json', 'text/html'];
    const first = [];
    for (const type of types) first.push(await ask(type));
    const second = [];
    for (const type of types) second.push(await ask(type));

    expect(first).toEqual([
      [200, 'application/graphql-response+json; charset=utf-8'],
      [200, 'application/json; charset=utf-8'],
      [406, expect.anything()],
    ]);
    expect(second).toEqual(first);
  });
});

describe('an answer', () => {
  it('names a place in the stream that is at most 5 seconds old', async () => {
    const { alice, clock, hits, thread, warm } = await startAnswering();
    const { data } = await warm(alice, 'Thread', thread);

    const before = await hits();
    clock.advance(5_001);
    const later = await alice.run('Thread', thread);

    expect(await hits()).toBe(before);
    expect(later.data.conversation.eventsCursor).not.toBe(data.conversation.eventsCursor);
  });

  it('is kept longer where it names none', async () => {
    const { alice, clock, hits, sid, warm } = await startAnswering();
    const query = `{ conversation(by: { sid: "${sid}" }) { friendlyName } }`;
    await warm(alice, query);

    const before = await hits();
    clock.advance(30_000);
    await alice.run(query);

    expect(await hits()).toBe(before + 1);
  });

  it('of an earlier moment is where a stream goes on without missing or repeating anything', async () => {
    const { alice, bob, id, warm } = await startAnswering();
    const query = `{ conversation(by: { id: "${id}" }) { eventsCursor } }`;
    await alice.data('SendMessage', { input: { conversationId: id, body: 'before' } });
    const { data } = await warm(bob, query);

    await alice.data('SendMessage', { input: { conversationId: id, body: 'after' } });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: data.conversation.eventsCursor,
    });
    await events.waitFor((event) => event.message?.body === 'after');

    const added = events.events.filter((event) => event.__typename === 'MessageAdded');
    expect(added.map((event) => event.message.body)).toEqual(['after']);
  });

  it('of an extension is made anew each time', async () => {
    const calls = { count: 0 };
    const { alice, hits } = await startAnswering({
      parts: {
        extensions: [
          {
            typeDefs: 'extend type Query { calls: Int }',
            resolvers: { Query: { calls: () => ++calls.count } },
          },
        ],
      },
    });

    for (let asked = 0; asked < 5; asked += 1) await alice.data('{ calls viewer { identity } }');

    expect(calls.count).toBe(5);
    expect(await hits()).toBe(0);
  });

  it('with an error is made anew each time', async () => {
    const { alice, hits } = await startAnswering();

    for (let asked = 0; asked < 5; asked += 1)
      await alice.run('{ conversation(by: { uniqueName: "nowhere" }) { id } }');

    expect(await hits()).toBe(0);
  });

  it('is made anew each time where fast paths are off', async () => {
    const { alice, hits, thread } = await startAnswering({ gateway: { fastPaths: false } });

    for (let asked = 0; asked < 5; asked += 1) await alice.data('Thread', thread);

    expect(await hits()).toBe(0);
  });

  it('is the schema also for who comes without a token, and nothing else is', async () => {
    const { gateway, hits } = await startAnswering();
    const nobody = await gateway.as(null);

    for (let asked = 0; asked < 3; asked += 1) await nobody.data('{ __schema { queryType { name } } }');
    const other = await nobody.run('{ viewer { identity } }');

    expect(await hits()).toBeGreaterThan(0);
    expect(other.status).toBe(401);
  });
});
