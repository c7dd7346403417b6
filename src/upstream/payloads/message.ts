import type { DeliveryAmount, DeliverySummary, Media, Message } from '../../model.ts';
import {
  attributes,
  invalidField,
  lifetime,
  nestedOrNull,
  type Payload,
  readPayload,
  text,
  textOrNull,
  wholeNumber,
  wordOf,
} from './payload.ts';

/**
 * A Message resource.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/conversation-message-resource
 */
export function parseMessage(row: unknown): Message {
  const payload = readPayload(row, 'message');
  return {
    sid: text(payload, 'sid'),
    conversationSid: text(payload, 'conversation_sid'),
    index: wholeNumber(payload, 'index'),
    author: textOrNull(payload, 'author'),
    participantSid: textOrNull(payload, 'participant_sid'),
    body: textOrNull(payload, 'body'),
    attributes: attributes(payload),
    media: parseMediaList(payload),
    contentSid: textOrNull(payload, 'content_sid'),
    delivery: parseDelivery(payload),
    ...lifetime(payload),
  };
}

function parseMediaList(payload: Payload): readonly Media[] {
  const list = payload.fields['media'] ?? [];
  if (!Array.isArray(list)) throw invalidField(payload, 'media');
  return list.map(parseMedia);
}

function parseMedia(row: unknown): Media {
  const payload = readPayload(row, 'medium');
  return {
    sid: text(payload, 'sid'),
    filename: textOrNull(payload, 'filename'),
    contentType: text(payload, 'content_type'),
    size: wholeNumber(payload, 'size'),
  };
}

function parseDelivery(payload: Payload): DeliverySummary | null {
  const delivery = nestedOrNull(payload, 'delivery');
  if (delivery === null) return null;
  return {
    total: wholeNumber(delivery, 'total'),
    sent: amount(delivery, 'sent'),
    delivered: amount(delivery, 'delivered'),
    read: amount(delivery, 'read'),
    failed: amount(delivery, 'failed'),
    undelivered: amount(delivery, 'undelivered'),
  };
}

function amount(delivery: Payload, field: string): DeliveryAmount {
  return wordOf(['all', 'some', 'none'], delivery.fields[field]);
}
