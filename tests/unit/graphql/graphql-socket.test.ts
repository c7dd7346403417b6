import { buildSchema, parse } from 'graphql';
import { makeServer } from 'graphql-ws';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createAlarms } from '../../../src/alarms.ts';
import type { LiveEvent } from '../../../src/domain/live-event.ts';
import { createLiveIterator, type LiveIterator } from '../../../src/domain/live-iterator.ts';
import { createSubscriberQueue } from '../../../src/events/subscriber-queue.ts';
import type { GraphqlContext } from '../../../src/graphql/context.ts';
import { GraphqlSocket, type SocketServices } from '../../../src/graphql/graphql-socket.ts';
import { SubscriptionRun } from '../../../src/graphql/live/subscription-run.ts';
import { createSocketRests, restLookMs } from '../../../src/graphql/socket-rests.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

const viewer = { identity: 'alice', isService: false, expiresAt: null };
const document = parse('subscription { events }');
const [operation] = document.definitions;

const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** A stream whose events are told together with others as long as nothing is pushed. */
function createStream() {
  const queue = createSubscriberQueue<string>({ overflow: () => 'overflow' });
  let isResting = false;
  let wake = () => {};
  const stream: LiveIterator = createLiveIterator<string>(
    {
      queue,
      sharing: {
        conversationSid: '',
        follow() {},
        expand: async () => [],
        resync() {},
        get canRest() {
          return queue.size === 0;
        },
        rest() {
          isResting = true;
          stream.release();
        },
      },
      expand: async (cursor) => [{ cursor } as LiveEvent],
      takeFinal: async () => null,
      onIdle() {
        isResting = false;
      },
    },
    [],
  );
  const tellNews = () => {
    if (isResting) wake();
    isResting = false;
  };
  return {
    stream,
    isResting: () => isResting,
    wakes(how: () => void) {
      wake = how;
    },
    push(event: string) {
      queue.push(event);
      tellNews();
    },
    end() {
      queue.end();
      tellNews();
    },
  };
}

/** A client of graphql-ws, without a network. */
function startClient() {
  const clock = createFakeClock();
  const schema = buildSchema('type Query { none: Int } type Subscription { events: String }');
  const streams: ReturnType<typeof createStream>[] = [];
  const field = schema.getSubscriptionType()?.getFields()['events'];
  if (field) {
    field.subscribe = () => {
      const stream = createStream();
      streams.push(stream);
      stream.wakes(() => client.wake());
      return stream.stream;
    };
    field.resolve = ({ cursor }: LiveEvent) => cursor;
  }
  const sent: Record<string, unknown>[] = [];
  const closes: (number | undefined)[] = [];
  let spoken = 0;
  let running = 0;
  const server = makeServer<Record<string, unknown>, GraphqlSocket>({
    connectionInitWaitTimeout: 0,
    onConnect: ({ extra }) => extra.viewer !== null || extra.identified(viewer, clock.now()),
    onSubscribe: ({ extra }, id) =>
      extra.claim(id) ??
      new SubscriptionRun(
        {
          id,
          document,
          operation: operation as never,
          variables: {},
          viewer,
          requestId: id,
          resumeAfter: undefined,
          socket: extra,
        },
        {
          schema,
          createContext: () => ({}) as GraphqlContext,
          shared: null,
          metrics: { subscriptions: { inc: () => (running += 1), dec: () => (running -= 1) } as never },
        },
      ),
    subscribe: (args) => (args as SubscriptionRun).open(),
  });
  const services: SocketServices = {
    speak(socket) {
      spoken += 1;
      let take = async (_message: string) => {};
      const end = server.opened(
        {
          protocol: 'graphql-transport-ws',
          send: (message) => socket.sendText(message),
          close: (code) => void closes.push(code),
          onMessage(taking) {
            take = taking;
          },
        },
        socket,
      );
      return { take, end };
    },
    alarms: createAlarms({ clock }),
    rests: createSocketRests({ clock }),
    initTimeoutMs: 3_000,
    onInitTimeout: () => void closes.push(4408),
    onExpiry: () => void closes.push(4403),
    onFailure: (_socket, error) => expect.unreachable(String(error)),
    onEndFailure: (error) => expect.unreachable(String(error)),
  };
  const client = new GraphqlSocket(
    {
      socket: {
        protocol: 'graphql-transport-ws',
        readyState: 1,
        OPEN: 1,
        send(message, onSent) {
          sent.push(JSON.parse(message) as Record<string, unknown>);
          onSent();
        },
        close: (code) => void closes.push(code),
      },
      connection: new Duplex({ write: (_chunk, _encoding, done) => done() }),
      identify: () => true,
    },
    services,
  );
  return {
    client,
    clock,
    sent,
    closes,
    streams,
    spoken: () => spoken,
    running: () => running,
    say: (...messages: object[]) => messages.forEach((message) => client.take(JSON.stringify(message))),
    async beQuiet() {
      await settled();
      clock.advance(2 * restLookMs);
      await settled();
    },
  };
}

const init = { type: 'connection_init' };
const subscribe = (id: string) => ({ id, type: 'subscribe', payload: { query: 'subscription { events }' } });
const next = (id: string, events: string) => ({ id, type: 'next', payload: { data: { events } } });

/** A client whose subscriptions rest. */
async function startResting(...ids: string[]) {
  const started = startClient();
  started.say(init);
  await settled();
  started.say(...ids.map(subscribe));
  await started.beQuiet();
  started.sent.length = 0;
  return started;
}

describe('a socket of graphql-ws', () => {
  it('rests once it is quiet, without a word to the client, and what it runs goes on', async () => {
    const { closes, running, sent, streams } = await startResting('one', 'two');

    expect(streams.map(({ isResting }) => isResting())).toEqual([true, true]);
    expect({ sent, closes, running: running() }).toEqual({ sent: [], closes: [], running: 2 });
  });

  it('does not rest while the client says something, or a subscription has not told everything', async () => {
    const { clock, say, streams } = startClient();
    say(init);
    await settled();
    say(subscribe('one'));
    await settled();

    for (let second = 0; second < 4; second += 1) {
      clock.advance(restLookMs);
      say({ type: 'ping' });
      await settled();
    }

    expect(streams[0]?.isResting()).toBe(false);
  });

  it('goes on without a word when a subscription has something to tell by itself', async () => {
    const { sent, spoken, streams } = await startResting('one', 'two');

    streams[1]?.push('news');
    streams[1]?.push('more');
    await settled();

    expect(sent).toEqual([next('two', 'news'), next('two', 'more')]);
    expect(spoken()).toBe(2);
  });

  it('tells the end of a subscription that ends while it rests', async () => {
    const { running, sent, streams } = await startResting('one', 'two');

    streams[0]?.end();
    await settled();

    expect(sent).toEqual([{ id: 'one', type: 'complete' }]);
    expect(running()).toBe(1);
  });

  it('takes what the client says in order, as if it had not rested', async () => {
    const { closes, running, say, sent, streams } = await startResting('one', 'two');

    say({ id: 'one', type: 'complete' }, { type: 'ping' }, subscribe('three'));
    await settled();
    streams[0]?.push('to nobody');
    streams[2]?.push('to the new one');
    await settled();

    expect(sent).toEqual([{ type: 'pong' }, next('three', 'to the new one')]);
    expect({ closes, running: running(), streams: streams.length }).toEqual({
      closes: [],
      running: 2,
      streams: 3,
    });
  });

  it('refuses an id that runs, and a second connection_init, as if it had not rested', async () => {
    const first = await startResting('one');
    const second = await startResting('one');

    first.say(subscribe('one'));
    second.say(init);
    await settled();

    expect([first.closes, second.closes]).toEqual([[4409], [4429]]);
  });

  it('rests again and again', async () => {
    const { beQuiet, sent, spoken, streams } = await startResting('one');

    for (const event of ['first', 'second', 'third']) {
      streams[0]?.push(event);
      await beQuiet();
    }

    expect(sent).toEqual(['first', 'second', 'third'].map((event) => next('one', event)));
    expect(spoken()).toBe(4);
    expect(streams[0]?.isResting()).toBe(true);
  });

  it('loses nothing that is to be told in the very moment in which it begins to rest', async () => {
    const { clock, say, sent, streams } = startClient();
    say(init);
    await settled();
    say(subscribe('one'));
    await settled();

    clock.advance(2 * restLookMs);
    streams[0]?.push('just then');
    say({ type: 'ping' });
    await settled();

    expect(sent.slice(1)).toEqual([{ type: 'pong' }, next('one', 'just then')]);
  });

  it('ends what runs when it closes, whether it rests, wakes or is awake', async () => {
    const resting = await startResting('one', 'two');
    const waking = await startResting('one', 'two');
    const awake = await startResting('one', 'two');
    awake.say({ type: 'ping' });
    await settled();

    waking.say({ type: 'ping' });
    for (const { client } of [resting, waking, awake]) client.closed(1000, '');
    await settled();

    expect([resting, waking, awake].map(({ running }) => running())).toEqual([0, 0, 0]);
    expect([resting, waking, awake].map(({ clock }) => clock.timersPending)).toEqual([0, 0, 0]);
  });
});
