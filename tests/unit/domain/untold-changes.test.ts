import { describe, expect, it } from 'vitest';
import { findUntoldChanges } from '../../../src/domain/untold-changes.ts';
import { GatewayError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import type { Conversation, Participant } from '../../../src/model.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';

const since = Date.parse('2026-01-02T12:00:00.500Z');
const [before, within, after] = ['11:59:59', '12:00:00', '12:00:01'].map(
  (time) => new Date(`2026-01-02T${time}Z`),
) as [Date, Date, Date];

const conversation: Conversation = {
  sid: `CH${'1'.repeat(32)}`,
  uniqueName: null,
  friendlyName: 'Boats',
  state: 'active',
  attributes: {},
  timers: { inactiveAt: null, closedAt: null },
  createdAt: before,
  updatedAt: before,
};

let serial = 0;
function participantOf(createdAt: Date, updatedAt: Date): Participant {
  serial += 1;
  return {
    sid: `MB${String(serial).padStart(32, '0')}`,
    conversationSid: conversation.sid,
    identity: `user ${serial}`,
    messagingBinding: null,
    roleSid: null,
    attributes: {},
    lastReadMessageIndex: null,
    lastReadAt: null,
    createdAt,
    updatedAt,
  };
}

/** Finds what changed in a conversation whose roster is given page by page, or cannot be read. */
async function find(
  pages: readonly (readonly Participant[])[] | GatewayError,
  changes: Partial<Conversation> = {},
) {
  const listParticipants: ConversationsApi['listParticipants'] = async ({ pageToken }) => {
    if (pages instanceof GatewayError) throw pages;
    const place = Number(pageToken ?? 0);
    return {
      items: pages[place] ?? [],
      nextPageToken: place + 1 < pages.length ? String(place + 1) : null,
    };
  };
  // Nothing else of Twilio is needed.
  const api = { listParticipants } as ConversationsApi;
  const found = await findUntoldChanges(
    { conversation: { ...conversation, ...changes }, since },
    { api, log: silentLog, metrics: createMetrics() },
  );
  return found.map(({ content }) => content);
}

describe('what nobody remembers the events of', () => {
  it('is nothing where Twilio’s dates are older than the cursor', async () => {
    expect(await find([[participantOf(before, before)]])).toEqual([]);
  });

  it('is told by Twilio’s dates, to the second, over all pages of the roster', async () => {
    const [old, joined, changed] = [
      participantOf(before, before),
      participantOf(after, after),
      participantOf(before, within),
    ] as const;

    const found = await find([[old, joined], [changed]], { updatedAt: within });

    expect(found).toMatchObject([
      { kind: 'ConversationUpdated', conversation: { sid: conversation.sid } },
      { kind: 'ParticipantAdded', participant: joined },
      { kind: 'ParticipantUpdated', participant: changed },
    ]);
  });

  it('is Resync where the roster cannot be read, and left to the removal where the conversation is gone', async () => {
    const unreadable = await find(new GatewayError('UPSTREAM_UNAVAILABLE', 'Twilio does not answer.'));
    const gone = await find(new GatewayError('NOT_FOUND', 'There is no such conversation.'));

    expect(unreadable).toEqual([{ kind: 'Resync', reason: 'UNREADABLE' }]);
    expect(gone).toEqual([]);
  });
});
