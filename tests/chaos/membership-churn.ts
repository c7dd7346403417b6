import type { Random } from '../../src/emulator/random.ts';
import { conversationId, participantId } from '../../src/graphql/global-id.ts';
import { addParticipantMutation, removeParticipantMutation } from './documents.ts';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import { pause } from './pause.ts';
import type { WriteRecords } from './write-records.ts';
import { isSettledBy } from './writer.ts';

/** A member of a conversation who may be removed and come back. */
export interface Membership {
  readonly identity: string;
  readonly conversationSid: string;
  readonly participantSid: string;
}

/** Removes members and lets most of them come back, until the signal aborts. Some stay away for good. */
export async function churnMemberships(options: {
  readonly memberships: readonly Membership[];
  readonly endpoint: GraphqlEndpoint;
  readonly records: WriteRecords;
  readonly random: Random;
  /** Mean time from one removal to the next, in milliseconds. */
  readonly gapMs: number;
  /** Told when somebody is a member again. */
  readonly onReturn: (membership: Membership) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { endpoint, records, random, gapMs, onReturn, signal } = options;
  const present = [...options.memberships];
  const returning: Promise<void>[] = [];

  const removeAndReturn = async (membership: Membership): Promise<void> => {
    const { identity, conversationSid, participantSid } = membership;
    const absence = records.removalAsked({ identity, conversationSid });
    const removal = await endpoint.ask({
      document: removeParticipantMutation,
      variables: { input: { participantId: participantId({ conversationSid, sid: participantSid }) } },
      identity: null,
      isSettledBy: (answer) => isSettledBy(answer) && !answer.codes.includes('DELIVERY_UNKNOWN'),
    });
    if (!removal) return;
    absence.removed();
    await pause(4_000 + random() * 10_000, signal);
    if (random() < 0.25 || signal.aborted) return;
    absence.returnAsked();
    const addition = await endpoint.ask({
      document: addParticipantMutation,
      variables: { input: { conversationId: conversationId(conversationSid), identity } },
      identity: null,
      isSettledBy: (answer) => isSettledBy(answer) && !answer.codes.includes('DELIVERY_UNKNOWN'),
    });
    if (!addition) return;
    absence.returned();
    onReturn(membership);
  };

  while (!signal.aborted) {
    await pause(gapMs * 2 * random(), signal);
    if (signal.aborted) break;
    // Each membership is churned once at most: its participant has another sid afterwards.
    const [membership] = present.splice(Math.floor(random() * present.length), 1);
    if (membership) returning.push(removeAndReturn(membership));
  }
  await Promise.all(returning);
}
