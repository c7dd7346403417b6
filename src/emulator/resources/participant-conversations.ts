import { TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { answerPage, pageSizes } from '../page.ts';
import { text } from '../parameters.ts';
import type { ConversationRecord, MessagingBinding, ParticipantRecord } from '../records.ts';
import { compareKeys } from '../table.ts';
import { restDate } from '../wire.ts';
import { renderTimers } from './conversations.ts';

/** `/ParticipantConversations?Identity=` or `?Address=`: everything somebody takes part in, closed conversations included. */
export const participantConversationRoutes: readonly Route[] = [
  { pattern: 'ParticipantConversations', GET: listParticipantConversations },
];

interface Participation {
  readonly conversation: ConversationRecord;
  readonly participant: ParticipantRecord;
}

function listParticipantConversations(...[request, world]: Parameters<ResourceHandler>) {
  const identity = text(request.query, 'Identity') ?? '';
  const address = text(request.query, 'Address') ?? '';
  if (identity !== '' && address !== '') throw new TwilioError(50451);
  if (identity === '' && address === '') throw new TwilioError(20001, 'Identity or Address is required');
  const { conversations, memberships } = request.service.contents;
  const table = identity === '' ? world.store.addresses.get(address) : memberships.get(identity);
  const past = conversations.asOf(request.readAt);
  const keyOf = ({ conversation }: Participation) => conversations.keyOf(conversation);
  const rows = (table?.asOf(request.readAt).rows ?? [])
    .flatMap((participant) => {
      const conversation = past.get(participant.conversationSid);
      return conversation ? [{ conversation, participant }] : [];
    })
    .toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return answerPage(request, {
    key: 'conversations',
    filters: [identity === '' ? ['Address', address] : ['Identity', identity]],
    rows,
    keyOf,
    order: 'desc',
    sizes: pageSizes.narrow,
    clamp: world.options.assumptions.clampPageSize,
    render: (participation) => renderParticipantConversation(request, participation),
  });
}

function renderParticipantConversation(
  request: ResourceRequest,
  { conversation, participant }: Participation,
) {
  const { identity } = participant;
  const userSid = identity === null ? undefined : request.service.contents.identities.get(identity);
  return {
    account_sid: request.accountSid,
    chat_service_sid: conversation.serviceSid,
    conversation_sid: conversation.sid,
    participant_sid: participant.sid,
    conversation_friendly_name: conversation.friendlyName,
    conversation_state: conversation.state,
    conversation_timers: renderTimers(conversation.timers),
    conversation_attributes: conversation.attributes,
    conversation_date_created: restDate(conversation.dateCreated),
    conversation_date_updated: restDate(conversation.dateUpdated),
    conversation_created_by: conversation.createdBy,
    conversation_unique_name: conversation.uniqueName,
    participant_user_sid: userSid ?? null,
    participant_identity: identity,
    participant_messaging_binding: renderFullBinding(participant.messagingBinding),
    links: {
      participant: `${request.base}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
      conversation: `${request.base}/Conversations/${conversation.sid}`,
    },
  };
}

/** Unlike on a participant, keys that do not apply are present and null. */
function renderFullBinding(binding: MessagingBinding | null) {
  if (!binding) return null;
  return {
    address: binding.address,
    proxy_address: binding.proxyAddress,
    type: binding.type,
    level: null,
    name: null,
    projected_address: binding.projectedAddress,
  };
}
