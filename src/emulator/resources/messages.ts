import { isSid } from '../../sid.ts';
import { type ErrorCode, TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { conversationOf, messageOf, openConversationOf, requireParameters } from '../lookup.ts';
import { isGroupMember, isOutsideChat } from '../messaging-binding.ts';
import { answerPage, pageSizes } from '../page.ts';
import {
  attributes,
  characters,
  datesOfCreation,
  datesOfUpdate,
  oneOf,
  shortText,
  text,
} from '../parameters.ts';
import type { ConversationRecord, DeliveryStatus, MessageRecord, ParticipantRecord } from '../records.ts';
import { messageEvent, messagePreEvent } from '../webhook-events.ts';
import { restDate } from '../wire.ts';
import type { World } from '../world.ts';

/** `/Conversations/{sid}/Messages`: create, list, fetch, update, delete. */
export const messageRoutes: readonly Route[] = [
  { pattern: 'Conversations/{conversation}/Messages', GET: listMessages, POST: createMessage },
  {
    pattern: 'Conversations/{conversation}/Messages/{message}',
    GET: (request, world) => ({
      status: 200,
      body: renderMessage(request, messageOf(request, conversationOf(request, world))),
    }),
    POST: updateMessage,
    DELETE: deleteMessage,
  },
];

/** Characters of a body that leaves for phones (Twilio's limit for SMS and WhatsApp). */
const phoneBodyCharactersMax = 1_600;
/** Bytes of a body within the chat, or from a phone. */
const chatBodyBytesMax = 32_768;

/** A message as REST shows it. */
export function renderMessage(request: ResourceRequest, record: MessageRecord) {
  const url = `${request.base}/Conversations/${record.conversationSid}/Messages/${record.sid}`;
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    ...(request.isServiceScoped ? { chat_service_sid: request.service.sid } : {}),
    conversation_sid: record.conversationSid,
    body: record.body,
    media: null,
    author: record.author,
    participant_sid: record.participantSid,
    attributes: record.attributes,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    index: record.index,
    delivery: renderDelivery(record),
    content_sid: record.contentSid,
    url,
    links: { delivery_receipts: `${url}/Receipts`, channel_metadata: `${url}/ChannelMetadata` },
  };
}

function createMessage(...[request, world]: Parameters<ResourceHandler>) {
  const { form, origin } = request;
  const conversation = openConversationOf(request, world);
  world.store.makeRoom();
  const now = world.clock.now();
  const participants = conversation.contents.participants.rows;
  const author = readAuthor(request) ?? origin.clientIdentity ?? 'system';
  const contentSid = readContentSid(request);
  const body = readBody(request, world, conversation) ?? null;
  if (text(form, 'MediaSid')) throw new TwilioError(50507, 'Media is not emulated');
  if (body === null && contentSid === null) throw new TwilioError(50503);
  shortText(form, 'Subject', { charactersMax: 256, tooLong: 20001 });
  requireGroupMember(participants, author);
  const sender = participantWith(participants, author);
  const draft = {
    author,
    // Templates live at Twilio: the emulator knows no text to render.
    body: contentSid === null ? body : `[content ${contentSid}]`,
    attributes: attributes(form, 'message') ?? '{}',
    participantSid: sender?.sid ?? null,
    contentSid,
    ...datesOfCreation(form, now),
  };
  return {
    before: () => messagePreEvent('onMessageAdd', conversation, { draft }),
    commit: () => {
      const { contents } = conversation;
      if (request.skipsIndex) contents.nextIndex += 1;
      const record: MessageRecord = {
        ...draft,
        sid: world.newSid('message'),
        sequence: world.store.nextSequence(),
        conversationSid: conversation.sid,
        index: contents.nextIndex,
        recipientSids: participants
          .filter((participant) => isOutsideChat(participant) && participant.sid !== sender?.sid)
          .map((participant) => participant.sid),
        receipts: [],
      };
      contents.nextIndex += 1;
      world.store.putMessage(conversation, record);
      world.announce(() => messageEvent('onMessageAdded', conversation, { record }), origin);
      world.states.noteActivity(conversation, origin);
      return { status: 201, body: renderMessage(request, record) };
    },
  };
}

function updateMessage(...[request, world]: Parameters<ResourceHandler>) {
  const { form } = request;
  requireParameters(request, world);
  const conversation = openConversationOf(request, world);
  const before = messageOf(request, conversation);
  const participants = conversation.contents.participants.rows;
  const author = readAuthor(request);
  if (author !== undefined) requireGroupMember(participants, author);
  const body = readBody(request, world, conversation);
  if (body === null) throw new TwilioError(50503);
  shortText(form, 'Subject', { charactersMax: 256, tooLong: 20001 });
  const changed: MessageRecord = {
    ...before,
    ...(author === undefined
      ? {}
      : { author, participantSid: participantWith(participants, author)?.sid ?? null }),
    body: body ?? before.body,
    attributes: attributes(form, 'message') ?? before.attributes,
    ...datesOfUpdate(form, before, world.clock.now()),
  };
  return {
    before: () => messagePreEvent('onMessageUpdate', conversation, { draft: changed, existing: before }),
    commit: () => {
      world.store.putMessage(conversation, changed);
      world.announce(
        () => messageEvent('onMessageUpdated', conversation, { record: changed }),
        request.origin,
      );
      return { status: 200, body: renderMessage(request, changed) };
    },
  };
}

function deleteMessage(...[request, world]: Parameters<ResourceHandler>) {
  const conversation = openConversationOf(request, world);
  const record = messageOf(request, conversation);
  return {
    before: () => messagePreEvent('onMessageRemove', conversation, { draft: record, existing: record }),
    commit: () => {
      world.store.removeMessage(conversation, record);
      const removedAt = world.clock.now();
      world.announce(
        () => messageEvent('onMessageRemoved', conversation, { record, removedAt }),
        request.origin,
      );
      return { status: 204, body: null };
    },
  };
}

function listMessages(...[request, world]: Parameters<ResourceHandler>) {
  const { messages } = conversationOf(request, world).contents;
  const order = oneOf(request.query, 'Order', { words: ['asc', 'desc'], invalid: 20001 });
  return answerPage(request, {
    key: 'messages',
    filters: order === undefined ? [] : [['Order', order]],
    rows: messages.asOf(request.readAt).rows,
    keyOf: messages.keyOf,
    order: order ?? 'asc',
    sizes: pageSizes.wide,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderMessage(request, record),
  });
}

// A message that was read was delivered, and one that was delivered was sent.
const statusesImplied: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  sent: ['sent'],
  delivered: ['sent', 'delivered'],
  read: ['sent', 'delivered', 'read'],
  failed: ['failed'],
  undelivered: ['sent', 'undelivered'],
};

function renderDelivery(record: MessageRecord) {
  const total = record.recipientSids.length;
  if (total === 0) return null;
  const amount = (status: DeliveryStatus) => {
    const count = record.receipts.filter((receipt) =>
      statusesImplied[receipt.status].includes(status),
    ).length;
    return count === 0 ? 'none' : count < total ? 'some' : 'all';
  };
  return {
    total,
    sent: amount('sent'),
    delivered: amount('delivered'),
    read: amount('read'),
    failed: amount('failed'),
    undelivered: amount('undelivered'),
  };
}

function readAuthor({ form }: ResourceRequest): string | undefined {
  return shortText(form, 'Author', { charactersMax: 256, tooLong: 50310 }) ?? undefined;
}

function readBody(
  request: ResourceRequest,
  world: World,
  conversation: ConversationRecord,
): string | null | undefined {
  const body = text(request.form, 'Body');
  if (body === undefined) return undefined;
  const staysInChat =
    request.origin.source === 'SMS' ||
    (world.options.assumptions.longChatMessages &&
      !conversation.contents.participants.rows.some(isOutsideChat));
  const isTooLong = staysInChat
    ? Buffer.byteLength(body) > chatBodyBytesMax
    : characters(body) > phoneBodyCharactersMax;
  if (isTooLong) throw new TwilioError(50504);
  return body === '' ? null : body;
}

function readContentSid({ form }: ResourceRequest): string | null {
  const sid = text(form, 'ContentSid') ?? '';
  const variables = text(form, 'ContentVariables') ?? '';
  if (sid === '' && variables !== '') throw new TwilioError(50528);
  if (sid !== '' && !isSid('content', sid)) throw new TwilioError(50526);
  if (variables !== '') requireJson(variables, 50527);
  return sid === '' ? null : sid;
}

function requireJson(value: string, invalid: ErrorCode): void {
  try {
    JSON.parse(value);
  } catch {
    throw new TwilioError(invalid);
  }
}

/** In a group text everybody must be somebody: the author is an identity or address of the group. */
function requireGroupMember(participants: readonly ParticipantRecord[], author: string): void {
  const isGroup = participants.some(isGroupMember);
  if (isGroup && !participantWith(participants, author)) throw new TwilioError(50513);
}

function participantWith(
  participants: readonly ParticipantRecord[],
  author: string,
): ParticipantRecord | undefined {
  return participants.find(
    ({ identity, messagingBinding }) =>
      identity === author ||
      messagingBinding?.address === author ||
      messagingBinding?.projectedAddress === author,
  );
}
