import { expect, it } from 'vitest';
import {
  createOutbox,
  type Outbox,
  type OutboxOptions,
  type OutgoingMessage,
  type SendOutcome,
} from '../../../examples/chat/src/outbox/outbox.ts';

const conversationId = 'conversation-1';

it('sends the messages of a conversation one after the other, in the order they were written', async () => {
  const { outbox, posts } = createTestOutbox();

  outbox.send(conversationId, 'first');
  outbox.send(conversationId, 'second');
  await posts.answer('first', { kind: 'sent' });
  const afterFirst = posts.bodies();
  await posts.answer('second', { kind: 'sent' });

  expect(afterFirst).toEqual(['first', 'second']);
  expect(posts.mostAtOnce).toBe(1);
  expect(outbox.messages()).toEqual([]);
});

it('does not let one conversation wait for another', async () => {
  const { outbox, posts } = createTestOutbox();

  outbox.send('conversation-1', 'here');
  outbox.send('conversation-2', 'there');

  expect(posts.bodies()).toEqual(['here', 'there']);
});

it('keeps what was refused with the reason, and goes on with the next', async () => {
  const { outbox, posts } = createTestOutbox();
  outbox.send(conversationId, 'refused');
  outbox.send(conversationId, 'next');

  await posts.answer('refused', { kind: 'refused', problem: 'Too much at once.' });
  await posts.answer('next', { kind: 'sent' });

  expect(outbox.messages()).toMatchObject([
    { body: 'refused', state: 'failed', problem: 'Too much at once.' },
  ]);
});

it('lets everything wait behind what could not be sent, so that nothing overtakes', async () => {
  const { outbox, posts } = createTestOutbox();
  outbox.send(conversationId, 'first');
  outbox.send(conversationId, 'second');

  await posts.answer('first', { kind: 'unreachable' });

  expect(outbox.messages().map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  expect(posts.bodies()).toEqual(['first']);
});

it('does not touch the network while offline, and sends in order when it is back', async () => {
  const network = { isOnline: false };
  const { outbox, posts } = createTestOutbox({ isOnline: () => network.isOnline });
  outbox.send(conversationId, 'first');
  outbox.send(conversationId, 'second');
  await settled();
  const whileOffline = posts.bodies();

  network.isOnline = true;
  outbox.resume();
  await posts.answer('first', { kind: 'sent' });
  await posts.answer('second', { kind: 'sent' });

  expect(whileOffline).toEqual([]);
  expect(posts.bodies()).toEqual(['first', 'second']);
  expect(outbox.messages()).toEqual([]);
});

it('looks whether a message landed before it sends it again, with the same id', async () => {
  const landed = new Set<string>();
  const { outbox, posts } = createTestOutbox({ hasLanded: async ({ body }) => landed.has(body) });
  outbox.send(conversationId, 'landed');
  await posts.answer('landed', { kind: 'unreachable' });
  outbox.send('conversation-2', 'lost');
  await posts.answer('lost', { kind: 'unreachable' });
  const ids = outbox.messages().map(({ clientMessageId }) => clientMessageId);

  landed.add('landed');
  outbox.resume();
  await posts.answer('lost', { kind: 'sent' });

  expect(posts.bodies()).toEqual(['landed', 'lost', 'lost']);
  expect(posts.ids()).toEqual([ids[0], ids[1], ids[1]]);
  expect(outbox.messages()).toEqual([]);
});

it('sends again what failed when it is asked to, and forgets what is discarded', async () => {
  const { outbox, posts } = createTestOutbox();
  outbox.send(conversationId, 'once more');
  await posts.answer('once more', { kind: 'refused', problem: 'No.' });
  outbox.send(conversationId, 'never mind');
  await posts.answer('never mind', { kind: 'refused', problem: 'No.' });
  const [retried, discarded] = outbox.messages();

  outbox.discard(discarded?.clientMessageId ?? '');
  outbox.retry(retried?.clientMessageId ?? '');
  await posts.answer('once more', { kind: 'sent' });

  expect(posts.bodies()).toEqual(['once more', 'never mind', 'once more']);
  expect(outbox.messages()).toEqual([]);
});

it('does not take a message beyond the bound', () => {
  const { outbox } = createTestOutbox({ messagesMax: 2 });

  const taken = ['one', 'two', 'three'].map((body) => outbox.send(conversationId, body));

  expect(taken).toEqual([true, true, false]);
  expect(outbox.messages()).toHaveLength(2);
});

/** An outbox whose posts are answered by the test. */
function createTestOutbox(options: Partial<OutboxOptions> = {}): { outbox: Outbox; posts: Posts } {
  const posts = new Posts();
  let idsGiven = 0;
  const outbox = createOutbox({
    post: (message) => posts.take(message),
    hasLanded: async () => false,
    isOnline: () => true,
    newId: () => `id-${(idsGiven += 1)}`,
    now: () => 0,
    ...options,
  });
  return { outbox, posts };
}

/** What the outbox handed to the network. */
class Posts {
  mostAtOnce = 0;
  readonly #all: OutgoingMessage[] = [];
  readonly #open = new Map<string, (outcome: SendOutcome) => void>();

  take(message: OutgoingMessage): Promise<SendOutcome> {
    this.#all.push(message);
    return new Promise((resolve) => {
      this.#open.set(message.body, resolve);
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#open.size);
    });
  }

  bodies(): readonly string[] {
    return this.#all.map(({ body }) => body);
  }

  ids(): readonly string[] {
    return this.#all.map(({ clientMessageId }) => clientMessageId);
  }

  /** Answers the open post of this text, and lets the outbox go on. */
  async answer(body: string, outcome: SendOutcome): Promise<void> {
    await settled();
    const resolve = this.#open.get(body);
    if (!resolve) throw new Error(`Nothing of this text is being sent: ${body}`);
    this.#open.delete(body);
    resolve(outcome);
    await settled();
  }
}

/** Lets all promises that are due run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
