import { describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { createFastClock } from '../testkit/fast-clock.ts';
import { startGateway } from '../testkit/gateway.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';

interface Payload {
  readonly message: { readonly sid: string; readonly body: string; readonly clientMessageId: string } | null;
  readonly errors: readonly { readonly __typename: string; readonly retryAfterMs?: number }[];
}

async function send(client: GraphqlClient, input: Record<string, unknown>): Promise<Payload> {
  const data = await client.data('SendMessage', { input });
  return data.sendMessage;
}

/** As `SendMessage`, and asks a refusal for the id under which to repeat. */
const sendAskingForTheId = `
  mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message { sid }
      errors { __typename ... on DeliveryUnknown { code clientMessageId } }
    }
  }
`;

async function bodiesOf(client: GraphqlClient, id: string): Promise<readonly string[]> {
  const { conversation } = await client.data('Thread', { id });
  return conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body);
}

/** The conversation begins with two messages. */
const newBodiesOf = async (client: GraphqlClient, id: string) => (await bodiesOf(client, id)).slice(2);

describe('sendMessage with a clientMessageId', () => {
  it('makes one message of a hundred requests at once, and answers it to all of them', async () => {
    const { alice, id } = await startChat();
    const input = { conversationId: id, body: 'once', clientMessageId: 'row-1' };

    const payloads = await Promise.all(Array.from({ length: 100 }, () => send(alice, input)));

    expect(new Set(payloads.map(({ message }) => message?.sid)).size).toBe(1);
    expect(payloads.flatMap(({ errors }) => errors)).toEqual([]);
    expect(await newBodiesOf(alice, id)).toEqual(['once']);
  });

  it('answers the first message when the same id comes with another body', async () => {
    const { alice, id } = await startChat();
    const first = await send(alice, { conversationId: id, body: 'first', clientMessageId: 'row-1' });

    const second = await send(alice, { conversationId: id, body: 'second', clientMessageId: 'row-1' });

    expect(second).toEqual(first);
    expect(await newBodiesOf(alice, id)).toEqual(['first']);
  });

  it('keeps the ids of two people apart', async () => {
    const { alice, bob, id } = await startChat();
    await send(alice, { conversationId: id, body: 'of alice', clientMessageId: 'row-1' });

    await send(bob, { conversationId: id, body: 'of bob', clientMessageId: 'row-1' });

    expect(await newBodiesOf(alice, id)).toEqual(['of alice', 'of bob']);
  });

  it('tells nobody without access whether an id was used', async () => {
    const { alice, mallory, id } = await startChat();
    const input = { conversationId: id, body: 'secret', clientMessageId: 'row-1' };
    await send(alice, input);

    const refused = await send(mallory, input);

    expect(refused).toMatchObject({ message: null, errors: [{ __typename: 'NotFound' }] });
  });
});

describe('sendMessage without a clientMessageId', () => {
  it('gives the message an id of its own', async () => {
    const { alice, id } = await startChat();

    const [one, other] = [
      await send(alice, { conversationId: id, body: 'same' }),
      await send(alice, { conversationId: id, body: 'same' }),
    ];

    expect(one.message?.clientMessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(other.message?.clientMessageId).not.toBe(one.message?.clientMessageId);
    expect(await newBodiesOf(alice, id)).toEqual(['same', 'same']);
  });

  it('finds the message again when its answer is lost', async () => {
    const { alice, emulator, id } = await startChat();
    await bodiesOf(alice, id);
    emulator.control.setFaults({ landThenFail: 1 });

    const { message, errors } = await send(alice, { conversationId: id, body: 'hello' });

    expect({ body: message?.body, errors }).toEqual({ body: 'hello', errors: [] });
    expect(await newBodiesOf(alice, id)).toEqual(['hello']);
  });
});

describe('a message of which nobody knows whether it was sent', () => {
  /** A chat whose gateway lives ten times as fast. */
  async function startFastChat() {
    const { emulator, gateway, id } = await startChat();
    await gateway.stop();
    const fast = await startGateway(emulator, { parts: { clock: createFastClock(10) } });
    const alice = await fast.as('alice');
    await bodiesOf(alice, id);
    emulator.control.clearJournal();
    const attempts = () => emulator.control.journal().filter(({ method }) => method === 'POST').length;
    return { alice, emulator, id, attempts };
  }

  it('is refused as DeliveryUnknown with its id, and the same id finds it later', async () => {
    const { alice, emulator, id, attempts } = await startFastChat();
    emulator.control.setFaults({ landThenFail: 1 });
    const sending = alice.data(sendAskingForTheId, {
      input: { conversationId: id, body: 'hello', clientMessageId: 'row-1' },
    });
    await expect.poll(attempts, { interval: 5 }).toBe(1);
    emulator.control.setFaults({ errorRate: 1 });

    const { sendMessage: refused } = await sending;
    emulator.control.setFaults({});
    const again = await expectSent(alice, { conversationId: id, body: 'hello', clientMessageId: 'row-1' });

    expect(refused).toMatchObject({
      message: null,
      errors: [{ __typename: 'DeliveryUnknown', code: 'DELIVERY_UNKNOWN', clientMessageId: 'row-1' }],
    });
    expect(again.message).toMatchObject({ body: 'hello', clientMessageId: 'row-1' });
    expect(await newBodiesOf(alice, id)).toEqual(['hello']);
  }, 30_000);

  it('is sent by a repetition when it is found not to have landed', async () => {
    const { alice, emulator, id } = await startFastChat();
    emulator.control.setFaults({ errorRate: 1 });
    const refused = await send(alice, { conversationId: id, body: 'hello', clientMessageId: 'row-1' });
    emulator.control.setFaults({});

    await expectSent(alice, { conversationId: id, body: 'hello', clientMessageId: 'row-1' });

    expect(refused.errors).toMatchObject([{ __typename: 'DeliveryUnknown' }]);
    expect(await newBodiesOf(alice, id)).toEqual(['hello']);
  }, 30_000);

  /** Sends until the circuit to Twilio has closed again. */
  async function expectSent(alice: GraphqlClient, input: Record<string, unknown>): Promise<Payload> {
    let payload: Payload | undefined;
    await expect
      .poll(
        async () => {
          const { data } = await alice.run('SendMessage', { input });
          payload = data?.sendMessage ?? undefined;
          return payload?.errors;
        },
        { timeout: 20_000 },
      )
      .toEqual([]);
    if (payload === undefined) throw new Error('The message was not sent.');
    return payload;
  }
});

describe('more messages than a conversation can take', () => {
  it('are refused at once as RateLimited with the time to wait; the others arrive', async () => {
    const { alice, emulator, id } = await startChat();
    await bodiesOf(alice, id);
    emulator.control.setFaults({ latencyMs: 1_000 });
    const startedAt = performance.now();
    const refusals: { readonly afterMs: number; readonly retryAfterMs: number | undefined }[] = [];

    const sends = Array.from({ length: 130 }, async (_, index) => {
      const payload = await send(alice, { conversationId: id, body: `message ${index}` });
      const [error] = payload.errors;
      if (error?.__typename === 'RateLimited')
        refusals.push({ afterMs: performance.now() - startedAt, retryAfterMs: error.retryAfterMs });
      return payload;
    });
    await expect.poll(() => refusals.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(25);
    emulator.control.setFaults({});
    const payloads = await Promise.all(sends);

    const sent = payloads.flatMap(({ message }) => (message ? [message.body] : []));
    expect(sent.length + refusals.length).toBe(130);
    expect(Math.min(...refusals.map(({ retryAfterMs = 0 }) => retryAfterMs))).toBeGreaterThan(0);
    expect(sent.length).toBeGreaterThan(0);
  }, 60_000);
});

describe('bounds of the operator', () => {
  it('pace the messages of a conversation', async () => {
    const { alice, bob, id } = await startChat({ gateway: { upstream: { messagesPerSecond: 1 } } });
    const startedAt = performance.now();

    await Promise.all(
      [alice, bob, alice].map((client) => send(client, { conversationId: id, body: 'hello' })),
    );

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_990);
    expect(await newBodiesOf(alice, id)).toEqual(['hello', 'hello', 'hello']);
  });

  it('refuse at once what the hour has no request left for, with the time to wait', async () => {
    const { alice, id } = await startChat({ gateway: { upstream: { requestsPerHour: 600 } } });
    const startedAt = performance.now();

    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        alice.run('SendMessage', { input: { conversationId: id, body: `message ${index}` } }),
      ),
    );

    const refused = answers.flatMap(({ data }) => data?.sendMessage?.errors ?? []);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const refusal of refused)
      expect(refusal).toMatchObject({ __typename: 'RateLimited', retryAfterMs: expect.any(Number) });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
