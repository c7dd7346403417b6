import { describe, expect, it } from 'vitest';
import { createReadHorizonAdvancer } from '../../../src/domain/read-horizon.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import { silentLog } from '../../../src/log.ts';
import type { Participant } from '../../../src/model.ts';
import { conversationSid, messageOf } from '../events/timeline-setup.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

const sid = `MB${'3'.repeat(32)}`;

/** A participant at Twilio, who sends. */
function startSending(start: number | null = null) {
  const clock = createManualClock();
  const bus = createMemoryBus({ log: silentLog });
  const calls: string[] = [];
  let horizon = start;
  const participant = () => ({ sid, lastReadMessageIndex: horizon }) as Participant;
  const advancer = createReadHorizonAdvancer({
    bus,
    clock,
    log: silentLog,
    api: {
      async getParticipant() {
        calls.push('read');
        return participant();
      },
      async updateParticipant(_key, { lastReadMessageIndex }) {
        calls.push(`write ${lastReadMessageIndex}`);
        horizon = lastReadMessageIndex ?? null;
        return participant();
      },
    },
  });
  return {
    clock,
    calls,
    /** As Twilio's webhook tells; undefined where it does not say how far. */
    hear: (lastReadMessageIndex: number | undefined) =>
      bus.publish({
        kind: 'ParticipantUpdated',
        conversationSid,
        occurredAt: new Date(clock.wallTime()),
        participantSid: sid,
        identity: 'alice',
        lastReadMessageIndex,
      }),
    async send(index: number) {
      advancer.advance(messageOf(index, { participantSid: sid }));
      await clock.advance(300);
      await advancer.flush();
    },
  };
}

describe('whoever sends a message', () => {
  it('has read up to it, at the cost of a look at how far that was', async () => {
    const { calls, send } = startSending();

    await send(4);

    expect(calls).toEqual(['read', 'write 4']);
  });

  it('and another one soon after, costs one call for that one', async () => {
    const { calls, hear, send } = startSending();
    await send(4);
    hear(4);

    await send(5);

    expect(calls).toEqual(['read', 'write 4', 'write 5']);
  });

  it('and sent before through another instance, costs one call too', async () => {
    const { calls, hear, send } = startSending();
    hear(4);

    await send(5);

    expect(calls).toEqual(['write 5']);
  });

  it('keeps a horizon that is further', async () => {
    const { calls, hear, send } = startSending(1);
    await send(4);
    hear(9);
    hear(4);

    await send(7);

    expect(calls).toEqual(['read', 'write 4']);
  });

  it('is looked at again after word that does not say how far, and after a minute', async () => {
    const { calls, clock, hear, send } = startSending();
    await send(4);
    hear(undefined);
    await send(5);
    await clock.advance(60_000);

    await send(6);

    expect(calls).toEqual(['read', 'write 4', 'read', 'write 5', 'read', 'write 6']);
  });
});
