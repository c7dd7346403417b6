import { isSid } from '../../sid.ts';
import { type ErrorCode, TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { requireParameters } from '../lookup.ts';
import { boolean, duration, text, timerLimits } from '../parameters.ts';
import type { RoleType } from '../records.ts';
import type { Form } from '../wire.ts';
import type { World } from '../world.ts';

/** `/Configuration` of the account, `/Services/{sid}/Configuration` of a service. */
export const configurationRoutes: readonly Route[] = [
  {
    pattern: 'Configuration',
    family: 'account',
    GET: (request, world) => ({ status: 200, body: renderAccountConfiguration(request, world) }),
    POST: updateAccountConfiguration,
  },
  {
    pattern: 'Configuration',
    family: 'service',
    GET: (request) => ({ status: 200, body: renderServiceConfiguration(request) }),
    POST: updateServiceConfiguration,
  },
];

function renderAccountConfiguration(request: ResourceRequest, world: World) {
  const { configuration } = world.store;
  return {
    account_sid: request.accountSid,
    default_chat_service_sid: configuration.defaultChatServiceSid,
    default_messaging_service_sid: configuration.defaultMessagingServiceSid,
    default_inactive_timer: configuration.defaultInactiveTimer,
    default_closed_timer: configuration.defaultClosedTimer,
    url: `${request.root}/Configuration`,
    links: {
      service: `${request.root}/Services/${configuration.defaultChatServiceSid}/Configuration`,
      webhooks: `${request.root}/Configuration/Webhooks`,
    },
  };
}

function renderServiceConfiguration(request: ResourceRequest) {
  const { configuration } = request.service.contents;
  const url = `${request.root}/Services/${request.service.sid}/Configuration`;
  return {
    chat_service_sid: request.service.sid,
    default_conversation_creator_role_sid: configuration.defaultConversationCreatorRoleSid,
    default_conversation_role_sid: configuration.defaultConversationRoleSid,
    default_chat_service_role_sid: configuration.defaultChatServiceRoleSid,
    reachability_enabled: configuration.reachabilityEnabled,
    url,
    links: { notifications: `${url}/Notifications`, webhooks: `${url}/Webhooks` },
  };
}

function updateAccountConfiguration(...[request, world]: Parameters<ResourceHandler>) {
  requireParameters(request, world);
  const { form } = request;
  const { configuration, services } = world.store;
  const chatServiceSid = text(form, 'DefaultChatServiceSid');
  if (chatServiceSid && !services.get(chatServiceSid)) throw new TwilioError(50050);
  const messagingServiceSid = text(form, 'DefaultMessagingServiceSid');
  if (messagingServiceSid && !isSid('messagingService', messagingServiceSid)) throw new TwilioError(50341);
  world.store.configuration = {
    defaultChatServiceSid: chatServiceSid || configuration.defaultChatServiceSid,
    defaultMessagingServiceSid: messagingServiceSid || configuration.defaultMessagingServiceSid,
    defaultInactiveTimer: timer(form, 'DefaultInactiveTimer', {
      ...timerLimits.inactive,
      before: configuration.defaultInactiveTimer,
    }),
    defaultClosedTimer: timer(form, 'DefaultClosedTimer', {
      ...timerLimits.closed,
      before: configuration.defaultClosedTimer,
    }),
  };
  return { status: 200, body: renderAccountConfiguration(request, world) };
}

function updateServiceConfiguration(...[request, world]: Parameters<ResourceHandler>) {
  requireParameters(request, world);
  const { contents } = request.service;
  const { configuration } = contents;
  contents.configuration = {
    defaultConversationCreatorRoleSid:
      role(request, 'DefaultConversationCreatorRoleSid', 'conversation') ??
      configuration.defaultConversationCreatorRoleSid,
    defaultConversationRoleSid:
      role(request, 'DefaultConversationRoleSid', 'conversation') ?? configuration.defaultConversationRoleSid,
    defaultChatServiceRoleSid:
      role(request, 'DefaultChatServiceRoleSid', 'service') ?? configuration.defaultChatServiceRoleSid,
    reachabilityEnabled: boolean(request.form, 'ReachabilityEnabled') ?? configuration.reachabilityEnabled,
  };
  return { status: 200, body: renderServiceConfiguration(request) };
}

/** The text of a timer, kept as it was sent; null when it was switched off. */
function timer(
  form: Form,
  name: string,
  limit: {
    readonly minMs: number;
    readonly tooShort: ErrorCode;
    readonly invalid: ErrorCode;
    readonly before: string | null;
  },
): string | null {
  const milliseconds = duration(form, name, limit);
  if (milliseconds === undefined) return limit.before;
  return milliseconds === null ? null : (text(form, name) ?? null);
}

function role(request: ResourceRequest, name: string, type: RoleType): string | undefined {
  const sid = text(request.form, name);
  if (!sid) return undefined;
  if (request.service.contents.roles.get(sid)?.type !== type) {
    throw new TwilioError(type === 'conversation' ? 50109 : 50100);
  }
  return sid;
}
