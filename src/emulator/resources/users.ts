import { isSid } from '../../sid.ts';
import { TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { requireParameters, userOf } from '../lookup.ts';
import { addUser, removeParticipant } from '../membership.ts';
import { answerPage, pageSizes } from '../page.ts';
import { attributes, shortText, text } from '../parameters.ts';
import type { UserRecord } from '../records.ts';
import { userEvent, userPreEvent } from '../webhook-events.ts';
import { restDate } from '../wire.ts';

/** `/Users`: create, list, fetch, update, delete. Paths take a sid or an identity. */
export const userRoutes: readonly Route[] = [
  { pattern: 'Users', GET: listUsers, POST: createUser },
  {
    pattern: 'Users/{user}',
    GET: (request) => ({ status: 200, body: renderUser(request, userOf(request), 'fetched') }),
    POST: updateUser,
    DELETE: deleteUser,
  },
];

/** A user as REST shows it. Reachability is only told on a single fetch, and only where the service has it enabled. */
export function renderUser(request: ResourceRequest, record: UserRecord, how: 'fetched' | 'listed') {
  const url = `${request.base}/Users/${record.sid}`;
  const isReachabilityShown = how === 'fetched' && request.service.contents.configuration.reachabilityEnabled;
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    chat_service_sid: record.serviceSid,
    role_sid: record.roleSid,
    identity: record.identity,
    friendly_name: record.friendlyName,
    attributes: record.attributes,
    is_online: isReachabilityShown ? record.isOnline : null,
    is_notifiable: isReachabilityShown ? record.isNotifiable : null,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url,
    links: { user_conversations: `${url}/Conversations` },
  };
}

function createUser(...[request, world]: Parameters<ResourceHandler>) {
  const { form, service } = request;
  world.store.makeRoom();
  const identity = shortText(form, 'Identity', { charactersMax: 256, tooLong: 50207 });
  if (identity === undefined || identity === null) throw new TwilioError(50204);
  if (isSid('user', identity)) throw new TwilioError(50206);
  if (service.contents.identities.has(identity)) throw new TwilioError(50201);
  const now = world.clock.now();
  const draft = {
    serviceSid: service.sid,
    identity,
    friendlyName: shortText(form, 'FriendlyName', { charactersMax: 256, tooLong: 50003 }) ?? null,
    attributes: attributes(form, 'user') ?? '{}',
    roleSid: readRoleSid(request) ?? service.contents.configuration.defaultChatServiceRoleSid,
    isOnline: null,
    isNotifiable: null,
    dateCreated: now,
    dateUpdated: now,
  };
  return {
    before: null,
    commit: () => ({
      status: 201,
      body: renderUser(request, addUser(draft, world, request.origin), 'fetched'),
    }),
  };
}

function updateUser(...[request, world]: Parameters<ResourceHandler>) {
  const { form } = request;
  requireParameters(request, world);
  const before = userOf(request);
  const friendlyName = shortText(form, 'FriendlyName', { charactersMax: 256, tooLong: 50003 });
  const changed: UserRecord = {
    ...before,
    friendlyName: friendlyName === undefined ? before.friendlyName : friendlyName,
    attributes: attributes(form, 'user') ?? before.attributes,
    roleSid: readRoleSid(request) ?? before.roleSid,
    dateUpdated: world.clock.now(),
  };
  return {
    before: () => userPreEvent(changed),
    commit: () => {
      world.store.putUser(changed);
      world.announce(() => userEvent('onUserUpdated', changed), request.origin);
      return { status: 200, body: renderUser(request, changed, 'fetched') };
    },
  };
}

function deleteUser(...[request, world]: Parameters<ResourceHandler>) {
  const record = userOf(request);
  return {
    before: null,
    commit: () => {
      const memberships = request.service.contents.memberships.get(record.identity)?.rows ?? [];
      if (world.options.assumptions.userDeletionRemovesParticipants) {
        for (const participant of memberships.toReversed()) {
          const conversation = world.store.conversation(participant);
          if (conversation) removeParticipant(conversation, participant, { world, origin: request.origin });
        }
      }
      world.store.removeUser(record);
      return { status: 204, body: null };
    },
  };
}

function listUsers(...[request, world]: Parameters<ResourceHandler>) {
  const { users } = request.service.contents;
  return answerPage(request, {
    key: 'users',
    rows: users.rows,
    keyOf: users.keyOf,
    order: 'asc',
    sizes: pageSizes.narrow,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderUser(request, record, 'listed'),
  });
}

function readRoleSid({ form, service }: ResourceRequest): string | undefined {
  const sid = text(form, 'RoleSid');
  if (sid === undefined || sid === '') return undefined;
  if (service.contents.roles.get(sid)?.type !== 'service') throw new TwilioError(50100);
  return sid;
}
