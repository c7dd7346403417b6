import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LiveSharing } from '../../../src/domain/live-sharing.ts';
import { createDeliveryTurns } from '../../../src/graphql/live/delivery-turns.ts';
import { createSharedGroup } from '../../../src/graphql/live/shared-group.ts';
import { SharedSubscription } from '../../../src/graphql/live/shared-subscription.ts';
import { SocketOutlet } from '../../../src/graphql/live/socket-outlet.ts';

type Step = Parameters<LiveSharing['expand']>[0];

/** A step of which only the name counts here; one named `broken` cannot be executed. */
const stepOf = (name: string) => ({ resync: name }) as unknown as Step;
const nameOf = (step: Step): string => ('resync' in step ? step.resync : '');

const nextTurn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** A group whose clients take what is sent unless they are told to stop. */
function startGroup({ queuedEventsMax = 4, writesMax = 256 } = {}) {
  let release = () => {};
  let held: Promise<void> = Promise.resolve();
  const executed: string[] = [];
  const delivered: string[] = [];
  const group = createSharedGroup({
    turns: createDeliveryTurns({ writesMax }),
    queuedEventsMax,
    prepare,
    async execute(step) {
      await held;
      executed.push(nameOf(step));
      if (nameOf(step) === 'broken') throw new Error('It cannot be executed.');
      return {
        tails: [Buffer.from(nameOf(step))],
        onDelivered: () => void delivered.push(nameOf(step)),
      };
    },
  });
  const join = () => {
    let isReading = true;
    let goOn = () => {};
    const writes: string[] = [];
    const connection = new Duplex({
      writableHighWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        writes.push(chunk.toString());
        if (isReading) done();
        else goOn = done;
      },
    });
    let resyncs = 0;
    const member = new SharedSubscription({
      sharing: {
        conversationSid: '',
        follow() {},
        expand: async () => [],
        canRest: false,
        rest() {},
        resync() {
          resyncs += 1;
          member.leave();
        },
      },
      outlet: new SocketOutlet({ readyState: 1, OPEN: 1 }, connection),
      head: Buffer.from(''),
      place: { prepare, queuedEventsMax, findGroup: () => group, onLeave() {} },
    });
    member.cohort();
    member.join();
    return {
      member,
      writes,
      resyncs: () => resyncs,
      stopReading() {
        isReading = false;
      },
      async read() {
        isReading = true;
        goOn();
        await nextTurn();
      },
    };
  };
  return {
    group,
    executed,
    delivered,
    join,
    tell: (...names: string[]) => names.forEach((name) => group.cohort.take(stepOf(name))),
    holdExecution() {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    releaseExecution: () => release(),
  };
}

function prepare(tails: readonly Buffer[]) {
  const text = tails.map(String).join(' ');
  return { sendTo: (connection: Duplex) => void connection.write(text) };
}

describe('a group of subscriptions', () => {
  it('executes a step once, and writes what comes in one turn at once', async () => {
    const { executed, join, tell } = startGroup();
    const members = [join(), join()];

    tell('one', 'two');
    await nextTurn();
    tell('three');
    await nextTurn();

    expect(executed).toEqual(['one', 'two', 'three']);
    expect(members.map(({ writes }) => writes)).toEqual([
      ['one two', 'three'],
      ['one two', 'three'],
    ]);
  });

  it('tells who joins only what comes after, and who has left nothing', async () => {
    const { join, tell } = startGroup();
    const [early, leaving] = [join(), join()];

    tell('one');
    const late = join();
    tell('two');
    leaving.member.leave();
    await nextTurn();

    expect([early.writes, late.writes, leaving.writes]).toEqual([['one two'], ['two'], []]);
  });

  it('waits for a step that takes long, and keeps the order', async () => {
    const { holdExecution, join, releaseExecution, tell } = startGroup();
    const { writes } = join();
    holdExecution();

    tell('slow');
    await nextTurn();
    tell('next');
    await nextTurn();
    expect(writes).toEqual([]);
    releaseExecution();
    await nextTurn();
    await nextTurn();

    expect(writes).toEqual(['slow', 'next']);
  });

  it('keeps what a slow client does not take, up to the bound, and holds up nobody else', async () => {
    const { join, tell } = startGroup({ queuedEventsMax: 3 });
    const [slow, quick] = [join(), join()];
    slow.stopReading();
    for (const name of ['one', 'two', 'three', 'four']) {
      tell(name);
      await nextTurn();
    }
    expect(quick.writes).toEqual(['one', 'two', 'three', 'four']);

    await slow.read();

    expect(slow.writes).toEqual(['one', 'two three four']);
    expect(slow.resyncs()).toBe(0);
  });

  it('drops what waits beyond the bound, and tells Resync once the client takes more', async () => {
    const { join, tell } = startGroup({ queuedEventsMax: 3 });
    const slow = join();
    slow.stopReading();
    for (const name of ['one', 'two', 'three', 'four', 'five']) {
      tell(name);
      await nextTurn();
    }
    expect(slow.resyncs()).toBe(0);

    await slow.read();

    expect(slow.resyncs()).toBe(1);
    expect(slow.writes).toEqual(['one']);
  });

  it('says of a step that it was delivered once the last member has it', async () => {
    const { delivered, join, tell } = startGroup({ writesMax: 2 });
    const members = [join(), join(), join()];
    tell('one');

    await new Promise<void>((resolve) => setImmediate(resolve));
    while (delivered.length === 0) {
      expect(members.filter(({ writes }) => writes.length > 0).length).toBeLessThan(3);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }

    expect(members.map(({ writes }) => writes)).toEqual([['one'], ['one'], ['one']]);
    expect(delivered).toEqual(['one']);
  });

  it('tells Resync to all where too much waits to be executed', async () => {
    const { holdExecution, join, tell } = startGroup({ queuedEventsMax: 2 });
    const members = [join(), join()];
    holdExecution();

    tell('one', 'two', 'three');
    await nextTurn();

    expect(members.map(({ resyncs }) => resyncs())).toEqual([1, 1]);
  });

  it('tells Resync where a step cannot be executed', async () => {
    const { join, tell } = startGroup();
    const { resyncs, writes } = join();

    tell('broken');
    await nextTurn();

    expect([resyncs(), writes]).toEqual([1, []]);
  });

  it('lets others have their turn within a long delivery', async () => {
    const { join, tell } = startGroup({ writesMax: 2 });
    const members = Array.from({ length: 5 }, join);
    const told: number[] = [];

    tell('one');
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      told.push(members.filter(({ writes }) => writes.length > 0).length);
    }

    expect(told).toEqual([2, 4, 5]);
  });
});
