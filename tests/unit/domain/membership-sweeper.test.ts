import { describe, expect, it } from 'vitest';
import { createMembershipSweeper } from '../../../src/domain/membership-sweeper.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { GatewayEvent } from '../../../src/conversation-event.ts';
import { createSweepPace } from '../../../src/events/sweep-pace.ts';
import { silentLog } from '../../../src/log.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

const conversationSid = `CH${'1'.repeat(32)}`;
const participantSid = `MB${'1'.repeat(32)}`;

/** Looks after a viewer of one conversation, of whose removal nobody told; at most once a minute, and always in the middle of what chance leaves. */
function watchRemoved() {
  const clock = createManualClock();
  const published: GatewayEvent[] = [];
  const twilio: { failure: GatewayError | null; looks: number } = { failure: null, looks: 0 };
  let gap = () => {};
  const fail = (): never => {
    twilio.looks += 1;
    throw twilio.failure ?? new GatewayError('NOT_FOUND', 'There is no such membership.');
  };
  const sweeper = createMembershipSweeper({
    api: {
      listUserConversations: async () => fail(),
      getUserConversation: async () => fail(),
      getParticipant: async () => fail(),
    },
    bus: {
      publish: (event) => void published.push(event),
      onGap(listener) {
        gap = listener;
        return { ready: Promise.resolve(), end() {} };
      },
    },
    clock,
    random: () => 0.5,
    log: silentLog,
    metrics: { membershipSweeps: { inc() {} }, membershipRepairs: { inc() {} } },
    pace: createSweepPace({ intervalMinMs: 60_000 }),
  });
  sweeper.watch('alice', {
    isInbox: false,
    memberships: () => [{ conversationSid, participantSid, knownAt: 0 }],
  });
  return { clock, twilio, gap: () => gap(), removals: () => published.map(({ kind }) => kind) };
}

describe('looking after memberships', () => {
  it('finds a removal that nobody told of within a minute', async () => {
    const { clock, removals } = watchRemoved();

    await clock.advance(60_000);

    expect(removals()).toEqual(['ParticipantRemoved']);
  });

  it('looks again within a quarter of the time where Twilio could not be asked', async () => {
    const { clock, twilio, removals } = watchRemoved();
    twilio.failure = new GatewayError('UPSTREAM_UNAVAILABLE', 'Twilio does not answer.');
    await clock.advance(60_000);
    twilio.failure = null;

    await clock.advance(15_000);

    expect(twilio.looks).toBe(2);
    expect(removals()).toEqual(['ParticipantRemoved']);
  });

  it('looks soon after a gap, and is not put off by the gaps that follow', async () => {
    const { clock, gap, removals } = watchRemoved();
    gap();
    await clock.advance(6_000);
    gap();

    await clock.advance(4_000);

    expect(removals()).toEqual(['ParticipantRemoved']);
  });
});
