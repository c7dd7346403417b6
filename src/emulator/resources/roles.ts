import { TwilioError } from '../error-table.ts';
import { param, type ResourceHandler, type ResourceRequest, type Route } from '../exchange.ts';
import { conversationPermissions, servicePermissions } from '../default-roles.ts';
import { notFound } from '../lookup.ts';
import { answerPage, pageSizes } from '../page.ts';
import { list, oneOf, shortText } from '../parameters.ts';
import type { RoleRecord, RoleType } from '../records.ts';
import { type Form, restDate } from '../wire.ts';

/** `/Roles`: create, list, fetch, update, delete. Roles bind client SDKs; REST itself has every right. */
export const roleRoutes: readonly Route[] = [
  { pattern: 'Roles', GET: listRoles, POST: createRole },
  {
    pattern: 'Roles/{role}',
    GET: (request) => ({ status: 200, body: renderRole(request, roleOf(request)) }),
    POST: updateRole,
    DELETE: deleteRole,
  },
];

function renderRole(request: ResourceRequest, record: RoleRecord) {
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    chat_service_sid: record.serviceSid,
    friendly_name: record.friendlyName,
    type: record.type,
    permissions: record.permissions,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url: `${request.base}/Roles/${record.sid}`,
  };
}

function roleOf(request: ResourceRequest): RoleRecord {
  const record = request.service.contents.roles.get(param(request, 'role'));
  if (!record) throw notFound(request);
  return record;
}

function createRole(...[request, world]: Parameters<ResourceHandler>) {
  const { form, service } = request;
  world.store.makeRoom();
  const friendlyName = shortText(form, 'FriendlyName', { charactersMax: 64, tooLong: 50003 });
  if (!friendlyName) throw new TwilioError(20001, 'FriendlyName is required');
  const type = oneOf(form, 'Type', { words: ['conversation', 'service'], invalid: 50105 });
  if (type === undefined) throw new TwilioError(50105, 'Type is required');
  const now = world.clock.now();
  const record: RoleRecord = {
    sid: world.newSid('role'),
    sequence: world.store.nextSequence(),
    serviceSid: service.sid,
    friendlyName,
    type,
    permissions: readPermissions(form, type),
    dateCreated: now,
    dateUpdated: now,
  };
  service.contents.roles.put(record);
  return { status: 201, body: renderRole(request, record) };
}

function updateRole(...[request, world]: Parameters<ResourceHandler>) {
  const before = roleOf(request);
  const record: RoleRecord = {
    ...before,
    permissions: readPermissions(request.form, before.type),
    dateUpdated: world.clock.now(),
  };
  request.service.contents.roles.put(record);
  return { status: 200, body: renderRole(request, record) };
}

function deleteRole(...[request]: Parameters<ResourceHandler>) {
  const record = roleOf(request);
  const { configuration, roles } = request.service.contents;
  if (Object.values(configuration).includes(record.sid)) {
    throw new TwilioError(20409, 'A default role of the service cannot be deleted');
  }
  roles.remove(record.sid);
  return { status: 204, body: null };
}

function listRoles(...[request, world]: Parameters<ResourceHandler>) {
  const { roles } = request.service.contents;
  return answerPage(request, {
    key: 'roles',
    rows: roles.rows,
    keyOf: roles.keyOf,
    order: 'asc',
    sizes: pageSizes.narrow,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderRole(request, record),
  });
}

/** The whole new set: a role's permissions are replaced, never added to. */
function readPermissions(form: Form, type: RoleType): readonly string[] {
  const asked = list(form, 'Permission');
  if (asked === undefined || asked.length === 0) throw new TwilioError(20001, 'Permission is required');
  const known: readonly string[] = type === 'conversation' ? conversationPermissions : servicePermissions;
  if (!asked.every((permission) => known.includes(permission))) throw new TwilioError(50104);
  return [...new Set(asked)];
}
