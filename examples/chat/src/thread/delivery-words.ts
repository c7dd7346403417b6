import type { MessageFieldsFragment } from 'twilio-conversations-graphql/client';

/** How far a message came to people outside the chat, in words; null where there are none. */
export function deliveryWords(delivery: MessageFieldsFragment['delivery']): string | null {
  if (!delivery || delivery.total === 0) return null;
  if (delivery.failed !== 'NONE' || delivery.undelivered !== 'NONE') {
    return delivery.failed === 'ALL' || delivery.undelivered === 'ALL'
      ? 'Not delivered'
      : 'Not delivered to all';
  }
  if (delivery.read === 'ALL') return 'Read';
  if (delivery.delivered === 'ALL') return 'Delivered';
  return delivery.sent === 'ALL' ? 'Sent' : 'On its way';
}
