import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { conversationOf, openConversationOf, participantOf, requireParameters } from '../lookup.ts';
import { addParticipant, ensureUser, removeParticipant } from '../membership.ts';
import { answerPage, pageSizes } from '../page.ts';
import { attributes, datesOfUpdate } from '../parameters.ts';
import {
  changedReach,
  draftParticipant,
  readConversationRole,
  readHorizon,
  requireFree,
} from '../participant-draft.ts';
import type { MessagingBinding, ParticipantRecord } from '../records.ts';
import { participantEvent, participantPreEvent } from '../webhook-events.ts';
import { type JsonObject, restDate } from '../wire.ts';

/** `/Conversations/{sid}/Participants`: create, list, fetch, update, delete. Paths take a sid or an identity. */
export const participantRoutes: readonly Route[] = [
  { pattern: 'Conversations/{conversation}/Participants', GET: listParticipants, POST: createParticipant },
  {
    pattern: 'Conversations/{conversation}/Participants/{participant}',
    GET: (request, world) => ({
      status: 200,
      body: renderParticipant(request, participantOf(request, conversationOf(request, world))),
    }),
    POST: updateParticipant,
    DELETE: deleteParticipant,
  },
];

/** A participant as REST shows it. */
export function renderParticipant(request: ResourceRequest, record: ParticipantRecord) {
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    ...(request.isServiceScoped ? { chat_service_sid: request.service.sid } : {}),
    conversation_sid: record.conversationSid,
    identity: record.identity,
    attributes: record.attributes,
    messaging_binding: renderBinding(record.messagingBinding),
    role_sid: record.roleSid,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url: `${request.base}/Conversations/${record.conversationSid}/Participants/${record.sid}`,
    last_read_message_index: record.lastReadMessageIndex,
    last_read_timestamp: record.lastReadTimestamp === null ? null : restDate(record.lastReadTimestamp),
  };
}

function createParticipant(...[request, world]: Parameters<ResourceHandler>) {
  const conversation = openConversationOf(request, world);
  const draft = draftParticipant(request, world, conversation.contents.participants.rows);
  return {
    before: () => participantPreEvent('onParticipantAdd', conversation, { draft }),
    commit: () => {
      const record = addParticipant(conversation, draft, { world, origin: request.origin });
      world.states.noteActivity(conversation, request.origin);
      return { status: 201, body: renderParticipant(request, record) };
    },
  };
}

function updateParticipant(...[request, world]: Parameters<ResourceHandler>) {
  const { form, service } = request;
  requireParameters(request, world);
  const conversation = openConversationOf(request, world);
  const before = participantOf(request, conversation);
  const now = world.clock.now();
  const changed: ParticipantRecord = {
    ...before,
    ...changedReach(form, before),
    roleSid: readConversationRole(form, service) ?? before.roleSid,
    attributes: attributes(form, 'participant') ?? before.attributes,
    ...readHorizon(form, now),
    ...datesOfUpdate(form, before, now),
  };
  const others = conversation.contents.participants.rows.filter((row) => row.sid !== before.sid);
  if (changed.identity !== before.identity || changed.messagingBinding !== before.messagingBinding) {
    requireFree(changed, others, world);
  }
  return {
    before: () =>
      participantPreEvent('onParticipantUpdate', conversation, { draft: changed, existing: before }),
    commit: () => {
      if (changed.identity !== null) ensureUser(changed.identity, { service, world, origin: request.origin });
      world.store.putParticipant(conversation, changed);
      world.announce(
        () => participantEvent('onParticipantUpdated', conversation, { record: changed }),
        request.origin,
      );
      return { status: 200, body: renderParticipant(request, changed) };
    },
  };
}

function deleteParticipant(...[request, world]: Parameters<ResourceHandler>) {
  const conversation = openConversationOf(request, world);
  const record = participantOf(request, conversation);
  return {
    before: () =>
      participantPreEvent('onParticipantRemove', conversation, { draft: record, existing: record }),
    commit: () => {
      removeParticipant(conversation, record, { world, origin: request.origin });
      return { status: 204, body: null };
    },
  };
}

function listParticipants(...[request, world]: Parameters<ResourceHandler>) {
  const { participants } = conversationOf(request, world).contents;
  return answerPage(request, {
    key: 'participants',
    rows: participants.asOf(request.readAt).rows,
    keyOf: participants.keyOf,
    order: 'asc',
    sizes: pageSizes.wide,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderParticipant(request, record),
  });
}

/** Only the keys that apply to the kind of participant are present. */
function renderBinding(binding: MessagingBinding | null): JsonObject | null {
  if (!binding) return null;
  return {
    type: binding.type,
    ...(binding.address === null ? {} : { address: binding.address }),
    ...(binding.proxyAddress === null ? {} : { proxy_address: binding.proxyAddress }),
    ...(binding.projectedAddress === null ? {} : { projected_address: binding.projectedAddress }),
  };
}
