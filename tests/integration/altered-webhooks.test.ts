import { describe, expect, it, vi } from 'vitest';
import { conversationId } from '../../src/graphql/global-id.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import { startWebhookRelay } from '../testkit/webhook-relay.ts';

type Parameters = Readonly<Record<string, string>>;
type Changes = Readonly<Record<string, string | undefined>>;

interface PostedMessage {
  readonly body: string;
  readonly attributes?: Record<string, string>;
}

/** A message whose webhook somebody holds, and what he makes of it. */
interface Alteration {
  readonly name: string;
  readonly message?: PostedMessage;
  /** What the gateway is sent under the signature of the original; undefined leaves a parameter out. */
  readonly alter: (original: Parameters) => {
    readonly changes?: Changes;
    readonly search?: string;
    readonly more?: string;
  };
  readonly status: 200 | 400 | 403;
}

/** Parameters as they are signed: in order of their names, with nothing between. */
const join = (parameters: Parameters) =>
  Object.entries(parameters)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}${value}`)
    .join('');

const alterations: readonly Alteration[] = [
  {
    name: 'a body drawn into the author',
    alter: ({ Author, Body }) => ({ changes: { Author: `${Author}Body${Body}`, Body: undefined } }),
    status: 400,
  },
  {
    name: 'an author drawn into the attributes',
    alter: ({ Attributes, Author }) => ({
      changes: { Attributes: `${Attributes}Author${Author}`, Author: undefined },
    }),
    status: 400,
  },
  {
    name: 'a parameter moved into the URL',
    alter: ({ Body }) => ({ changes: { Body: undefined }, search: `?Body=${Body}` }),
    status: 403,
  },
  {
    name: 'a parameter repeated in the URL',
    alter: () => ({ search: '?Body=forged' }),
    status: 403,
  },
  {
    name: 'a parameter that comes twice',
    alter: ({ Body = '' }) => ({ more: `&Body=${encodeURIComponent(Body)}` }),
    status: 400,
  },
  {
    name: 'a digit of the index drawn into its name',
    alter: ({ Index }) => ({ changes: { Index: undefined, [`Index${Index}`]: '' } }),
    status: 400,
  },
  {
    name: 'the end of the body cut off',
    message: { body: 'You owe me 5 Cents' },
    alter: () => ({ changes: { Body: 'You owe me 5 ', Cents: '' } }),
    status: 200,
  },
  {
    name: 'the beginning of the body drawn into the author',
    message: { body: 'Every Body counts' },
    alter: ({ Author }) => ({ changes: { Author: `${Author}BodyEvery `, Body: ' counts' } }),
    status: 200,
  },
  {
    name: 'an author and a body taken from the attributes',
    message: { body: 'true', attributes: { note: 'AuthorbobBodyforged' } },
    alter: ({ Author, Body }) => ({
      changes: { Attributes: '{"note":"', Author: 'bob', Body: `forged"}Author${Author}Body${Body}` },
    }),
    status: 200,
  },
];

/** A conversation that Bob follows, and the webhook of a message of Alice's that did not reach the gateway. */
async function startFollowing() {
  const emulator = await startEmulator();
  const { conversations } = emulator.control.seed({
    users: [{ identity: 'alice' }, { identity: 'bob' }],
    conversations: [
      {
        participants: [{ identity: 'alice' }, { identity: 'bob' }],
        messages: [{ author: 'alice', body: 'Ahoy' }],
      },
    ],
  });
  const sid = conversations[0]?.sid ?? '';
  const relay = await startWebhookRelay();
  const gateway = await startGateway(emulator, { options: { publicUrl: relay.origin } });
  relay.leadTo(gateway.origin);
  const bob = await gateway.as('bob');
  const { conversation } = await bob.data('Thread', { id: conversationId(sid) });
  const subscription = bob.subscribe('ConversationEvents', {
    conversationId: conversationId(sid),
    after: conversation.eventsCursor,
  });
  const post = (message: PostedMessage) =>
    emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', ...message });
  // From now on the gateway knows the conversation, and what a webhook tells is told without a read.
  await post({ body: 'the first' });
  await subscription.waitFor(({ message }) => message?.body === 'the first');
  return {
    sid,
    chatServiceSid: emulator.emulator.config.chatServiceSid,
    /** How often the message was read by its sid. */
    readsOf: (messageSid: string) =>
      emulator.control
        .journal()
        .filter(({ method, path }) => method === 'GET' && path.includes(`/Messages/${messageSid}`)).length,
    ahoySid: String(conversation.messages.edges[0].node.sid),
    subscription,
    async postUnheard(message: PostedMessage) {
      relay.lose(true);
      await post(message);
      await emulator.emulator.webhooks.settled();
      relay.lose(false);
      const original = relay.webhooks.at(-1);
      if (!original) throw new Error('Expected the webhook of a message.');
      return original;
    },
    /** Sends an altered form under the signature of the original. */
    async forge(
      { signature, parameters }: { readonly signature: string; readonly parameters: Parameters },
      { changes = {}, search = '', more = '' }: ReturnType<Alteration['alter']>,
    ) {
      const form = Object.entries({ ...parameters, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      return relay.post({ signature, search, body: new URLSearchParams(form).toString() + more });
    },
    /** Posts a last message, and gives back all that was told between the first and it, it included. */
    async finish() {
      await post({ body: 'the last' });
      await subscription.waitFor(({ message }) => message?.body === 'the last');
      return subscription.events.slice(1);
    },
  };
}
describe('a signed webhook that was altered so that its signature holds', () => {
  it.each(alterations)('with $name tells nobody anything that Twilio does not hold', async (alteration) => {
    const { forge, finish, postUnheard } = await startFollowing();
    const message = alteration.message ?? { body: 'hello' };
    const original = await postUnheard(message);

    const response = await forge(original, alteration.alter(original.parameters));
    const events = await finish();

    expect(response.status).toBe(alteration.status);
    expect(events.map(({ __typename, message: told }) => [__typename, told.author, told.body])).toEqual([
      ['MessageAdded', 'alice', message.body],
      ['MessageAdded', 'alice', 'the last'],
    ]);
  });

  it.each([
    [
      'a message that Twilio does not hold',
      { EventType: 'onMessageAdded', MessageSid: `IM${'f'.repeat(32)}` },
    ],
    [
      'the removal of one that it holds',
      { EventType: 'onMessageRemoved', DateRemoved: '2026-01-02T03:04:05.678Z' },
    ],
  ])('to %s tells nobody of it', async (_, forged) => {
    const { ahoySid, chatServiceSid, finish, forge, postUnheard, readsOf, sid } = await startFollowing();
    const behindBody = {
      ChatServiceSid: chatServiceSid,
      ConversationSid: sid,
      DateCreated: '2026-01-02T03:04:05.678Z',
      Index: '0',
      MessageSid: ahoySid,
      RetryCount: '0',
      Source: 'SDK',
      ...forged,
    };
    const body = `forged${join(behindBody)}`;
    const original = await postUnheard({ body });
    const { AccountSid = '', Attributes = '', Author = '', Body: _body, ...rest } = original.parameters;
    const altered = {
      parameters: {
        AccountSid,
        Attributes,
        Author,
        Body: 'forged',
        ...behindBody,
        Source: `SDK${join(rest)}`,
      },
      signature: original.signature,
    };

    const response = await forge(altered, {});
    // It is looked for again when a read cannot be too old to show it.
    await vi.waitFor(() => expect(readsOf(behindBody.MessageSid)).toBe(2), 5_000);
    const events = await finish();

    expect(response.status).toBe(200);
    expect(events.map(({ __typename, message }) => [__typename, message?.body])).toEqual([
      ['MessageAdded', body],
      ['MessageAdded', 'the last'],
    ]);
  });

  it('is no reason not to tell the original, which is read', async () => {
    const { finish, postUnheard, forge, subscription } = await startFollowing();
    const body = 'Every Body counts';
    const original = await postUnheard({ body });

    await forge(original, {});
    await subscription.waitFor(({ message }) => message?.body === body);
    const events = await finish();

    expect(events.map(({ message }) => message.body)).toEqual([body, 'the last']);
  });
});
