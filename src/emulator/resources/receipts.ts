import { param, type ResourceHandler, type ResourceRequest, type Route } from '../exchange.ts';
import { conversationOf, messageOf, notFound } from '../lookup.ts';
import { answerPage, pageSizes } from '../page.ts';
import type { ReceiptRecord } from '../records.ts';
import { restDate } from '../wire.ts';

/** `/Conversations/{sid}/Messages/{sid}/Receipts`: read only. Receipts come about through the emulator's actions. */
export const receiptRoutes: readonly Route[] = [
  { pattern: 'Conversations/{conversation}/Messages/{message}/Receipts', GET: listReceipts },
  {
    pattern: 'Conversations/{conversation}/Messages/{message}/Receipts/{receipt}',
    GET: (request, world) => ({ status: 200, body: renderReceipt(request, receiptOf(request, world)) }),
  },
];

/** A receipt as REST shows it. */
export function renderReceipt(request: ResourceRequest, record: ReceiptRecord) {
  const message = `${request.base}/Conversations/${record.conversationSid}/Messages/${record.messageSid}`;
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    ...(request.isServiceScoped ? { chat_service_sid: request.service.sid } : {}),
    conversation_sid: record.conversationSid,
    message_sid: record.messageSid,
    channel_message_sid: record.channelMessageSid,
    participant_sid: record.participantSid,
    status: record.status,
    error_code: record.errorCode,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url: `${message}/Receipts/${record.sid}`,
  };
}

function receiptOf(...[request, world]: Parameters<ResourceHandler>): ReceiptRecord {
  const { receipts } = messageOf(request, conversationOf(request, world));
  const record = receipts.find(({ sid }) => sid === param(request, 'receipt'));
  if (!record) throw notFound(request);
  return record;
}

function listReceipts(...[request, world]: Parameters<ResourceHandler>) {
  const { receipts } = messageOf(request, conversationOf(request, world));
  return answerPage(request, {
    key: 'delivery_receipts',
    rows: receipts,
    keyOf: ({ sequence }) => [0, sequence],
    order: 'asc',
    sizes: pageSizes.narrow,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderReceipt(request, record),
  });
}
