import type { WriteOrigin } from './exchange.ts';
import type { ParticipantDraft } from './participant-draft.ts';
import type { ConversationRecord, ParticipantRecord, ServiceRecord, UserRecord } from './records.ts';
import { participantEvent, userEvent } from './webhook-events.ts';
import type { World } from './world.ts';

/** Stores a new participant and its user, and tells the webhooks. */
export function addParticipant(
  conversation: ConversationRecord,
  draft: ParticipantDraft,
  by: { readonly world: World; readonly origin: WriteOrigin },
): ParticipantRecord {
  const { world, origin } = by;
  if (draft.identity !== null) {
    ensureUser(draft.identity, { service: world.store.service(conversation.serviceSid), ...by });
  }
  const record: ParticipantRecord = {
    ...draft,
    sid: world.newSid('participant'),
    sequence: world.store.nextSequence(),
    conversationSid: conversation.sid,
  };
  world.store.putParticipant(conversation, record);
  world.announce(() => participantEvent('onParticipantAdded', conversation, { record }), origin);
  return record;
}

/** Removes a participant and tells the webhooks. */
export function removeParticipant(
  conversation: ConversationRecord,
  record: ParticipantRecord,
  by: { readonly world: World; readonly origin: WriteOrigin },
): void {
  const { world, origin } = by;
  world.store.removeParticipant(conversation, record);
  const removedAt = world.clock.now();
  world.announce(() => participantEvent('onParticipantRemoved', conversation, { record, removedAt }), origin);
}

/** Creates the user of an identity that has none, as Twilio does when a participant is added. */
export function ensureUser(
  identity: string,
  by: { readonly service: ServiceRecord; readonly world: World; readonly origin: WriteOrigin },
): void {
  const { service, world, origin } = by;
  if (!world.options.assumptions.usersOnTheFly || service.contents.identities.has(identity)) return;
  const now = world.clock.now();
  addUser(
    {
      serviceSid: service.sid,
      identity,
      friendlyName: null,
      attributes: '{}',
      roleSid: service.contents.configuration.defaultChatServiceRoleSid,
      isOnline: null,
      isNotifiable: null,
      dateCreated: now,
      dateUpdated: now,
    },
    world,
    origin,
  );
}

/** Stores a new user and tells the webhooks. */
export function addUser(
  draft: Omit<UserRecord, 'sid' | 'sequence'>,
  world: World,
  origin: WriteOrigin,
): UserRecord {
  const record: UserRecord = {
    ...draft,
    sid: world.newSid('user'),
    sequence: world.store.nextSequence(),
  };
  world.store.putUser(record);
  world.announce(() => userEvent('onUserAdded', record), origin);
  return record;
}
