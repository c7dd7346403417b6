import { TwilioError } from '../error-table.ts';
import { param, type ResourceHandler, type ResourceRequest, type Route } from '../exchange.ts';
import { notFound } from '../lookup.ts';
import { answerPage, pageSizes } from '../page.ts';
import { shortText } from '../parameters.ts';
import type { ServiceRecord } from '../records.ts';
import { addService } from '../service-creation.ts';
import { restDate } from '../wire.ts';

/** `/Services`: create, list, fetch, delete. Twilio has no update. */
export const serviceRoutes: readonly Route[] = [
  { pattern: 'Services', family: 'account', GET: listServices, POST: createService },
  {
    pattern: 'Services/{service}',
    family: 'account',
    GET: (request, world) => ({
      status: 200,
      body: renderService(request, serviceOf(request, world)),
    }),
    DELETE: deleteService,
  },
];

function renderService(request: ResourceRequest, record: ServiceRecord) {
  const url = `${request.root}/Services/${record.sid}`;
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    friendly_name: record.friendlyName,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url,
    links: {
      conversations: `${url}/Conversations`,
      users: `${url}/Users`,
      roles: `${url}/Roles`,
      bindings: `${url}/Bindings`,
      configuration: `${url}/Configuration`,
      participant_conversations: `${url}/ParticipantConversations`,
      conversation_with_participants: `${url}/ConversationWithParticipants`,
    },
  };
}

function serviceOf(...[request, world]: Parameters<ResourceHandler>): ServiceRecord {
  const record = world.store.services.get(param(request, 'service'));
  if (!record) throw notFound(request);
  return record;
}

function createService(...[request, world]: Parameters<ResourceHandler>) {
  world.store.makeRoom();
  const friendlyName = shortText(request.form, 'FriendlyName', { charactersMax: 256, tooLong: 50003 });
  if (!friendlyName) throw new TwilioError(20001, 'FriendlyName is required');
  const record = addService({ sid: world.newSid('service'), friendlyName }, world);
  return { status: 201, body: renderService(request, record) };
}

function deleteService(...[request, world]: Parameters<ResourceHandler>) {
  const record = serviceOf(request, world);
  if (record.sid === world.store.configuration.defaultChatServiceSid) {
    throw new TwilioError(20409, 'The default service cannot be deleted');
  }
  for (const conversation of record.contents.conversations.rows.toReversed()) {
    world.states.forget(conversation.sid);
    world.store.removeConversation(conversation);
  }
  for (const user of record.contents.users.rows.toReversed()) world.store.removeUser(user);
  world.store.services.remove(record.sid);
  return { status: 204, body: null };
}

function listServices(...[request, world]: Parameters<ResourceHandler>) {
  const { services } = world.store;
  return answerPage(request, {
    key: 'services',
    rows: services.rows,
    keyOf: services.keyOf,
    order: 'asc',
    sizes: pageSizes.wide,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderService(request, record),
  });
}
