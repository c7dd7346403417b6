import { isSid } from '../sid.ts';
import { TwilioError } from './error-table.ts';
import { param, type ResourceRequest } from './exchange.ts';
import type { ConversationRecord, MessageRecord, ParticipantRecord, UserRecord } from './records.ts';
import type { World } from './world.ts';

/** The 404 of a path that leads nowhere. */
export function notFound(request: Pick<ResourceRequest, 'path'>): TwilioError {
  return new TwilioError(20404, `The requested resource ${request.path} was not found`);
}

/**
 * The conversation that the path names by sid or unique name. Reads see it as stale as the faults say.
 * @throws {TwilioError} 20404
 */
export function conversationOf(
  request: ResourceRequest,
  world: World,
  placement: 'last' | 'nested' = 'nested',
): ConversationRecord {
  const name = param(request, 'conversation');
  const { conversations, uniqueNames } = request.service.contents;
  const takesName = placement === 'last' || world.options.assumptions.uniqueNamesInNestedPaths;
  const sid = isSid('conversation', name) ? name : takesName ? uniqueNames.get(name) : undefined;
  const record = sid === undefined ? undefined : conversations.asOf(request.readAt).get(sid);
  if (!record) throw notFound(request);
  return record;
}

/**
 * The conversation that a write changes.
 * @throws {TwilioError} 20404, or 50377 when it is closed for good.
 */
export function openConversationOf(request: ResourceRequest, world: World): ConversationRecord {
  const record = conversationOf(request, world);
  if (record.state === 'closed') throw new TwilioError(50377);
  return record;
}

/** @throws {TwilioError} 20404 */
export function messageOf(request: ResourceRequest, conversation: ConversationRecord): MessageRecord {
  const record = conversation.contents.messages.asOf(request.readAt).get(param(request, 'message'));
  if (!record) throw notFound(request);
  return record;
}

/**
 * The participant that the path names by sid or identity.
 * @throws {TwilioError} 20404
 */
export function participantOf(request: ResourceRequest, conversation: ConversationRecord): ParticipantRecord {
  const name = param(request, 'participant');
  const participants = conversation.contents.participants.asOf(request.readAt);
  const record = isSid('participant', name)
    ? participants.get(name)
    : participants.rows.find((row) => row.identity === name);
  if (!record) throw notFound(request);
  return record;
}

/**
 * The user that the path names by sid or identity.
 * @throws {TwilioError} 20404
 */
export function userOf(request: ResourceRequest): UserRecord {
  const name = param(request, 'user');
  const { users, identities } = request.service.contents;
  const sid = isSid('user', name) ? name : identities.get(name);
  const record = sid === undefined ? undefined : users.get(sid);
  if (!record) throw notFound(request);
  return record;
}

/** @throws {TwilioError} 20161 for an update without parameters, where that is refused. */
export function requireParameters(request: ResourceRequest, world: World): void {
  if (world.options.assumptions.refuseEmptyUpdates && request.form.size === 0) throw new TwilioError(20161);
}
