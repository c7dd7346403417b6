import { isSid } from '../../sid.ts';
import { TwilioError } from '../error-table.ts';
import {
  param,
  type ResourceHandler,
  type ResourceRequest,
  type Route,
  type WriteOrigin,
} from '../exchange.ts';
import { notFound, requireParameters, userOf } from '../lookup.ts';
import { removeParticipant } from '../membership.ts';
import { answerPage, pageSizes } from '../page.ts';
import { oneOf } from '../parameters.ts';
import { readHorizon } from '../participant-draft.ts';
import type { ConversationRecord, ParticipantRecord, UserRecord } from '../records.ts';
import { compareKeys, firstAtOrAfter } from '../table.ts';
import { participantEvent } from '../webhook-events.ts';
import { restDate } from '../wire.ts';
import type { World } from '../world.ts';
import { renderTimers } from './conversations.ts';

/** `/Users/{user}/Conversations`: what a user is a participant of, with its read horizon. */
export const userConversationRoutes: readonly Route[] = [
  { pattern: 'Users/{user}/Conversations', GET: listUserConversations },
  {
    pattern: 'Users/{user}/Conversations/{conversation}',
    GET: (request, world) => ({
      status: 200,
      body: renderUserConversation(request, world, membershipOf(request)),
    }),
    POST: updateUserConversation,
    DELETE: deleteUserConversation,
  },
];

interface Membership {
  readonly user: UserRecord;
  readonly conversation: ConversationRecord;
  readonly participant: ParticipantRecord;
}

function renderUserConversation(
  request: ResourceRequest,
  world: World,
  { user, conversation, participant }: Membership,
) {
  return {
    account_sid: request.accountSid,
    chat_service_sid: conversation.serviceSid,
    conversation_sid: conversation.sid,
    unread_messages_count: unreadMessagesCount(request, world, { conversation, participant }),
    last_read_message_index: participant.lastReadMessageIndex,
    participant_sid: participant.sid,
    user_sid: user.sid,
    friendly_name: conversation.friendlyName,
    conversation_state: conversation.state,
    timers: renderTimers(conversation.timers),
    attributes: conversation.attributes,
    date_created: restDate(conversation.dateCreated),
    date_updated: restDate(conversation.dateUpdated),
    created_by: conversation.createdBy,
    notification_level: participant.notificationLevel,
    unique_name: conversation.uniqueName,
    url: `${request.base}/Users/${user.sid}/Conversations/${conversation.sid}`,
    links: {
      participant: `${request.base}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
      conversation: `${request.base}/Conversations/${conversation.sid}`,
    },
  };
}

/** Null until a horizon is set; then the messages that exist above it. Indexes have gaps, so nothing is subtracted. */
function unreadMessagesCount(
  request: ResourceRequest,
  world: World,
  { conversation, participant }: Pick<Membership, 'conversation' | 'participant'>,
): number | null {
  const horizon = participant.lastReadMessageIndex;
  if (horizon === null) return null;
  const { messages } = conversation.contents;
  const { rows } = messages.asOf(request.readAt);
  const firstUnread = firstAtOrAfter(rows, [horizon, Number.POSITIVE_INFINITY], messages.keyOf);
  if (world.options.assumptions.ownMessagesCountAsUnread) return rows.length - firstUnread;
  return rows.slice(firstUnread).filter((message) => message.participantSid !== participant.sid).length;
}

function membershipOf(request: ResourceRequest): Membership {
  const user = userOf(request);
  const name = param(request, 'conversation');
  const { uniqueNames, memberships, conversations } = request.service.contents;
  const sid = isSid('conversation', name) ? name : uniqueNames.get(name);
  const conversation = conversations.asOf(request.readAt).get(sid ?? '');
  const participant = memberships
    .get(user.identity)
    ?.asOf(request.readAt)
    .rows.find((row) => row.conversationSid === sid);
  if (!conversation || !participant) throw notFound(request);
  return { user, conversation, participant };
}

function listUserConversations(...[request, world]: Parameters<ResourceHandler>) {
  const user = userOf(request);
  const { memberships, conversations } = request.service.contents;
  const past = conversations.asOf(request.readAt);
  const participants = memberships.get(user.identity)?.asOf(request.readAt).rows ?? [];
  const rows = participants.flatMap((participant) => {
    const conversation = past.get(participant.conversationSid);
    // The key is kept beside the row, because sorting asks for it again and again.
    return conversation ? [{ user, conversation, participant, key: conversations.keyOf(conversation) }] : [];
  });
  return answerPage(request, {
    key: 'conversations',
    rows: rows.toSorted((a, b) => compareKeys(a.key, b.key)),
    keyOf: ({ key }) => key,
    order: 'desc',
    sizes: pageSizes.narrow,
    clamp: world.options.assumptions.clampPageSize,
    render: (membership) => renderUserConversation(request, world, membership),
  });
}

function updateUserConversation(...[request, world]: Parameters<ResourceHandler>) {
  requireParameters(request, world);
  const membership = membershipOf(request);
  const { conversation, participant } = membership;
  if (conversation.state === 'closed') throw new TwilioError(50377);
  const now = world.clock.now();
  const level = oneOf(request.form, 'NotificationLevel', { words: ['default', 'muted'], invalid: 50210 });
  const changed: ParticipantRecord = {
    ...participant,
    ...readHorizon(request.form, now),
    notificationLevel: level ?? participant.notificationLevel,
    dateUpdated: now,
  };
  return {
    before: null,
    commit: () => {
      world.store.putParticipant(conversation, changed);
      world.announce(
        () => participantEvent('onParticipantUpdated', conversation, { record: changed }),
        originOf(request),
      );
      return {
        status: 200,
        body: renderUserConversation(request, world, { ...membership, participant: changed }),
      };
    },
  };
}

function deleteUserConversation(...[request, world]: Parameters<ResourceHandler>) {
  const { conversation, participant } = membershipOf(request);
  if (conversation.state === 'closed') throw new TwilioError(50377);
  return {
    before: null,
    commit: () => {
      removeParticipant(conversation, participant, { world, origin: originOf(request) });
      return { status: 204, body: null };
    },
  };
}

/** Over REST these writes do not know the webhook header: only what a client does is told. */
function originOf({ origin }: ResourceRequest): WriteOrigin {
  return origin.source === 'API' ? { ...origin, isAnnounced: false } : origin;
}
