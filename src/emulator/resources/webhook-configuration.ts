import { TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { requireParameters } from '../lookup.ts';
import { list, oneOf, text } from '../parameters.ts';
import type { WebhookConfiguration } from '../records.ts';
import { postEventTypes, preEventTypes } from '../webhook-events.ts';
import { requireWebhookUrl } from '../webhook-url.ts';
import type { Form } from '../wire.ts';
import type { World } from '../world.ts';

/** `/Configuration/Webhooks` of the account and of a service. */
export const webhookConfigurationRoutes: readonly Route[] = [
  {
    pattern: 'Configuration/Webhooks',
    family: 'account',
    GET: (request, world) => ({ status: 200, body: renderForAccount(request, world) }),
    POST: (request, world) => {
      requireParameters(request, world);
      world.store.webhookConfiguration = changed(request.form, world.store.webhookConfiguration);
      return { status: 200, body: renderForAccount(request, world) };
    },
  },
  {
    pattern: 'Configuration/Webhooks',
    family: 'service',
    GET: (request) => ({ status: 200, body: renderForService(request) }),
    POST: updateForService,
  },
];

function renderForAccount(request: ResourceRequest, world: World) {
  const { webhookConfiguration: configuration } = world.store;
  return {
    account_sid: request.accountSid,
    pre_webhook_url: configuration.preWebhookUrl,
    post_webhook_url: configuration.postWebhookUrl,
    method: configuration.method ?? 'POST',
    filters: configuration.filters,
    target: configuration.target,
    url: `${request.root}/Configuration/Webhooks`,
  };
}

function renderForService(request: ResourceRequest) {
  const { webhookConfiguration: configuration } = request.service.contents;
  return {
    account_sid: request.accountSid,
    chat_service_sid: request.service.sid,
    url: `${request.root}/Services/${request.service.sid}/Configuration/Webhooks`,
    pre_webhook_url: configuration.preWebhookUrl,
    post_webhook_url: configuration.postWebhookUrl,
    filters: configuration.filters,
    method: configuration.method,
  };
}

function updateForService(...[request, world]: Parameters<ResourceHandler>) {
  requireParameters(request, world);
  const { contents } = request.service;
  contents.webhookConfiguration = changed(request.form, contents.webhookConfiguration);
  return { status: 200, body: renderForService(request) };
}

function changed(form: Form, before: WebhookConfiguration): WebhookConfiguration {
  return {
    preWebhookUrl: url(form, 'PreWebhookUrl', before.preWebhookUrl),
    postWebhookUrl: url(form, 'PostWebhookUrl', before.postWebhookUrl),
    method: oneOf(form, 'Method', { words: ['GET', 'POST'], invalid: 50055 }) ?? before.method,
    filters: filters(form) ?? before.filters,
    target: oneOf(form, 'Target', { words: ['webhook', 'flex'], invalid: 20001 }) ?? before.target,
  };
}

/** An empty URL takes the webhook away. */
function url(form: Form, name: string, before: string | null): string | null {
  const asked = text(form, name);
  if (asked === undefined) return before;
  if (asked === '') return null;
  requireWebhookUrl(asked);
  return asked;
}

function filters(form: Form): readonly string[] | undefined {
  const known: readonly string[] = [...preEventTypes, ...postEventTypes];
  return list(form, 'Filters')?.map((name) => {
    const event = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (event === undefined) throw new TwilioError(20001, 'Filters names an unknown event');
    return event;
  });
}
