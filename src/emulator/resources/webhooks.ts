import { TwilioError } from '../error-table.ts';
import { param, type ResourceHandler, type ResourceRequest, type Route } from '../exchange.ts';
import { conversationOf, notFound, requireParameters } from '../lookup.ts';
import { answerPage, pageSizes } from '../page.ts';
import { list, nullableInteger, oneOf, text } from '../parameters.ts';
import type { ScopedWebhookRecord } from '../records.ts';
import { messageEvent, postEventTypes } from '../webhook-events.ts';
import { requireWebhookUrl } from '../webhook-url.ts';
import { type Form, type JsonObject, restDate } from '../wire.ts';

/** `/Conversations/{sid}/Webhooks`: webhooks of one conversation, at most five. */
export const webhookRoutes: readonly Route[] = [
  { pattern: 'Conversations/{conversation}/Webhooks', GET: listWebhooks, POST: createWebhook },
  {
    pattern: 'Conversations/{conversation}/Webhooks/{webhook}',
    GET: (request, world) => ({ status: 200, body: renderWebhook(request, webhookOf(request, world)) }),
    POST: updateWebhook,
    DELETE: deleteWebhook,
  },
];

const webhooksMax = 5;
const triggersMax = 5;

function renderWebhook(request: ResourceRequest, record: ScopedWebhookRecord) {
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    ...(request.isServiceScoped ? { chat_service_sid: request.service.sid } : {}),
    conversation_sid: record.conversationSid,
    target: record.target,
    configuration: renderConfiguration(record),
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    url: `${request.base}/Conversations/${record.conversationSid}/Webhooks/${record.sid}`,
  };
}

function renderConfiguration(record: ScopedWebhookRecord): JsonObject {
  const replay = record.replayAfter === null ? {} : { replay_after: record.replayAfter };
  switch (record.target) {
    case 'webhook':
      return { url: record.url, method: record.method, filters: record.filters, ...replay };
    case 'trigger':
      return { url: record.url, method: record.method, triggers: record.triggers };
    case 'studio':
      return { flow_sid: record.flowSid, ...replay };
  }
}

function webhookOf(...[request, world]: Parameters<ResourceHandler>): ScopedWebhookRecord {
  const { webhooks } = conversationOf(request, world).contents;
  const record = webhooks.get(param(request, 'webhook'));
  if (!record) throw notFound(request);
  return record;
}

function createWebhook(...[request, world]: Parameters<ResourceHandler>) {
  const { form } = request;
  const conversation = conversationOf(request, world);
  const { webhooks, messages } = conversation.contents;
  if (webhooks.rows.length >= webhooksMax) throw new TwilioError(50361);
  const target = oneOf(form, 'Target', { words: ['webhook', 'trigger', 'studio'], invalid: 50364 });
  if (target === undefined) throw new TwilioError(50368);
  const now = world.clock.now();
  const record: ScopedWebhookRecord = checked({
    ...readConfiguration(form, { url: null, method: 'post', filters: [], triggers: [], flowSid: null }),
    sid: world.newSid('webhook'),
    sequence: world.store.nextSequence(),
    conversationSid: conversation.sid,
    target,
    replayAfter: nullableInteger(form, 'Configuration.ReplayAfter', 20001) ?? null,
    dateCreated: now,
    dateUpdated: now,
  });
  webhooks.put(record);
  if (record.replayAfter !== null) {
    const { replayAfter } = record;
    for (const message of messages.rows.filter((row) => row.index >= replayAfter)) {
      world.replay(record, messageEvent('onMessageAdded', conversation, { record: message }));
    }
  }
  return { status: 201, body: renderWebhook(request, record) };
}

function updateWebhook(...[request, world]: Parameters<ResourceHandler>) {
  requireParameters(request, world);
  const before = webhookOf(request, world);
  const record = checked({
    ...before,
    ...readConfiguration(request.form, before),
    dateUpdated: world.clock.now(),
  });
  conversationOf(request, world).contents.webhooks.put(record);
  return { status: 200, body: renderWebhook(request, record) };
}

function deleteWebhook(...[request, world]: Parameters<ResourceHandler>) {
  const record = webhookOf(request, world);
  conversationOf(request, world).contents.webhooks.remove(record.sid);
  return { status: 204, body: null };
}

function listWebhooks(...[request, world]: Parameters<ResourceHandler>) {
  const { webhooks } = conversationOf(request, world).contents;
  return answerPage(request, {
    key: 'webhooks',
    rows: webhooks.rows,
    keyOf: webhooks.keyOf,
    order: 'asc',
    sizes: pageSizes.webhooks,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderWebhook(request, record),
  });
}

type Configuration = Pick<ScopedWebhookRecord, 'url' | 'method' | 'filters' | 'triggers' | 'flowSid'>;

function readConfiguration(form: Form, before: Configuration): Configuration {
  const flowSid = text(form, 'Configuration.FlowSid');
  if (flowSid && !/^FW[0-9a-fA-F]{32}$/.test(flowSid)) throw new TwilioError(50367);
  const triggers = list(form, 'Configuration.Triggers') ?? before.triggers;
  if (triggers.length > triggersMax) throw new TwilioError(50362);
  return {
    url: text(form, 'Configuration.Url') ?? before.url,
    method: oneOf(form, 'Configuration.Method', { words: ['get', 'post'], invalid: 50055 }) ?? before.method,
    filters: list(form, 'Configuration.Filters')?.map(postEvent) ?? before.filters,
    triggers,
    flowSid: flowSid ?? before.flowSid,
  };
}

function postEvent(name: string): string {
  const event = postEventTypes.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (event === undefined) throw new TwilioError(50365);
  return event;
}

/** Each target needs parts of its own. @throws {TwilioError} for the part that is missing. */
function checked(record: ScopedWebhookRecord): ScopedWebhookRecord {
  if (record.target === 'studio') {
    if (!record.flowSid) throw new TwilioError(50367);
    return record;
  }
  if (!record.url) throw new TwilioError(50369);
  requireWebhookUrl(record.url);
  if (record.target === 'webhook' && record.filters.length === 0) throw new TwilioError(50370);
  if (record.target === 'trigger' && record.triggers.length === 0) throw new TwilioError(50371);
  return record;
}
