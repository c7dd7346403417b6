import { createAccountCredentials, type TwilioCredentials } from './account-credentials.ts';
import type { CallKind, WriteScope } from './call-context.ts';
import type {
  CallOptions,
  ConversationsApi,
  MessageKey,
  Page,
  ParticipantKey,
  UserConversationKey,
} from './conversations-api.ts';
import { parseServiceConfiguration, parseWebhookConfiguration } from './payloads/configuration.ts';
import { parseConversation } from './payloads/conversation.ts';
import { parseMessage } from './payloads/message.ts';
import { parsePage } from './payloads/page.ts';
import { parseParticipant } from './payloads/participant.ts';
import { parseRole } from './payloads/role.ts';
import { parseUser, parseUserConversation } from './payloads/user.ts';
import { pathKey } from './path-key.ts';
import { createServiceLocator } from './service-locator.ts';
import { callTwilio } from './twilio-call.ts';
import { createTwilioClient, type ServiceContext, userAgent } from './twilio-client.ts';
import { connectUpstream, type UpstreamConnectionOptions } from './upstream-connection.ts';
import {
  conversationForm,
  messageForm,
  newParticipantForm,
  newParticipantJson,
  participantForm,
  userForm,
} from './write-forms.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Options of {@link createTwilioApi}. */
export interface TwilioApiOptions extends TwilioCredentials, UpstreamConnectionOptions {
  /** The Conversations Service (`IS…`). @default the account's default service, asked for once */
  readonly chatServiceSid?: string | undefined;
}

/** The API, and its connection to Twilio. */
export interface TwilioApi extends ConversationsApi {
  /**
   * Proves with one call that Twilio can be reached and takes the credentials, and that the service exists.
   * @throws GatewayError of the failure; may be called again.
   */
  ready(call?: CallOptions): Promise<void>;
  /**
   * Takes over other secrets of the same account and other bounds over time, for every later call.
   * @throws GatewayError CONFIGURATION_INVALID when the credentials are not complete; nothing is taken over then.
   */
  reconfigure(options: {
    readonly credentials: TwilioCredentials;
    readonly pacing: UpstreamConnectionOptions['pacing'];
  }): void;
  /** Cuts the calls under way and closes the connections. */
  close(): Promise<void>;
}

/** What counts for the ceilings of the service. */
const inService = { scope: 'service' } as const;

/** Asks for the webhook of a write: without it Twilio sends none for what REST does, and nobody would hear of it. */
const withWebhook = { xTwilioWebhookEnabled: 'true' } as const;

/**
 * Twilio Conversations through the official SDK, over HTTP of our own. Nothing is cached here and nothing is asked for before
 * the first call.
 * @throws GatewayError CONFIGURATION_INVALID when the credentials are not complete or the base URL is none.
 */
export function createTwilioApi(options: TwilioApiOptions): TwilioApi {
  const credentials = createAccountCredentials(options);
  const connection = connectUpstream({ ...options, credentials, userAgent: userAgent() });
  const v1 = createTwilioClient(connection.httpClient);
  const locator = createServiceLocator({ v1, chatServiceSid: options.chatServiceSid });

  function call<Result>(
    kind: CallKind,
    callOptions: CallOptions | undefined,
    request: {
      readonly send: (service: ServiceContext) => Promise<unknown>;
      readonly parse: (body: unknown) => Result;
      /** What a write counts for at Twilio's ceilings. */
      readonly writesTo?: WriteScope;
    },
  ): Promise<Result> {
    const { send, parse, writesTo } = request;
    const callAt = (service: ServiceContext) =>
      callTwilio({ kind, options: callOptions, send: () => send(service), parse, writesTo });
    const service = locator.known();
    return service === undefined ? locator.service(callOptions).then(callAt) : callAt(service);
  }

  return {
    ready: (callOptions) => locator.verify(callOptions),
    reconfigure(next) {
      credentials.replace(next.credentials);
      connection.setPacing(next.pacing);
    },
    close: () => connection.close(),

    getConversation: (key, callOptions) =>
      call('read', callOptions, {
        send: (service) => conversation(service, key).fetch(),
        parse: parseConversation,
      }),
    listConversations: ({ state, ...page }, callOptions) =>
      call('read', callOptions, {
        send: (service) => service.conversations.page(withoutUndefined({ state, ...page })),
        parse: pageOf('conversations', parseConversation),
      }),
    createConversation: (changes, callOptions) =>
      call('create', callOptions, {
        send: (service) => service.conversations.create({ ...conversationForm(changes), ...withWebhook }),
        parse: parseConversation,
        writesTo: inService,
      }),
    createConversationWithParticipants: ({ changes, participants }, callOptions) =>
      call('create', callOptions, {
        send: (service) =>
          service.conversationWithParticipants.create({
            ...conversationForm(changes),
            participant: participants.map(newParticipantJson),
            ...withWebhook,
          }),
        parse: parseConversation,
        writesTo: inService,
      }),
    updateConversation: (sid, changes, callOptions) =>
      call('update', callOptions, {
        send: (service) =>
          conversation(service, sid).update({ ...conversationForm(changes), ...withWebhook }),
        parse: parseConversation,
        writesTo: inConversation(sid),
      }),
    deleteConversation: (sid, callOptions) =>
      call('delete', callOptions, {
        send: (service) => conversation(service, sid).remove(withWebhook),
        parse: nothing,
        writesTo: inService,
      }),

    listMessages: ({ conversationSid, order, ...page }, callOptions) =>
      call('read', callOptions, {
        send: (service) =>
          conversation(service, conversationSid).messages.page(withoutUndefined({ order, ...page })),
        parse: pageOf('messages', parseMessage),
      }),
    getMessage: (key, callOptions) =>
      call('read', callOptions, { send: (service) => message(service, key).fetch(), parse: parseMessage }),
    createMessage: (conversationSid, newMessage, callOptions) =>
      call('create', callOptions, {
        send: (service) =>
          conversation(service, conversationSid).messages.create({
            ...messageForm(newMessage),
            ...withWebhook,
          }),
        parse: parseMessage,
        writesTo: { ...inConversation(conversationSid), isNewMessage: true },
      }),
    updateMessage: (key, changes, callOptions) =>
      call('update', callOptions, {
        send: (service) => message(service, key).update({ ...messageForm(changes), ...withWebhook }),
        parse: parseMessage,
        writesTo: inConversation(key.conversationSid),
      }),
    deleteMessage: (key, callOptions) =>
      call('delete', callOptions, {
        send: (service) => message(service, key).remove(withWebhook),
        parse: nothing,
        writesTo: inConversation(key.conversationSid),
      }),

    listParticipants: ({ conversationSid, ...page }, callOptions) =>
      call('read', callOptions, {
        send: (service) => conversation(service, conversationSid).participants.page(withoutUndefined(page)),
        parse: pageOf('participants', parseParticipant),
      }),
    keptMembers: () => undefined,
    getParticipant: (key, callOptions) =>
      call('read', callOptions, {
        send: (service) => participant(service, key).fetch(),
        parse: parseParticipant,
      }),
    createParticipant: (conversationSid, newParticipant, callOptions) =>
      call('create', callOptions, {
        send: (service) =>
          conversation(service, conversationSid).participants.create({
            ...newParticipantForm(newParticipant),
            ...withWebhook,
          }),
        parse: parseParticipant,
        writesTo: inConversation(conversationSid),
      }),
    updateParticipant: (key, changes, callOptions) =>
      call('update', callOptions, {
        send: (service) => participant(service, key).update({ ...participantForm(changes), ...withWebhook }),
        parse: parseParticipant,
        writesTo: inConversation(key.conversationSid),
      }),
    deleteParticipant: (key, callOptions) =>
      call('delete', callOptions, {
        send: (service) => participant(service, key).remove(withWebhook),
        parse: nothing,
        writesTo: inConversation(key.conversationSid),
      }),

    listUserConversations: ({ identity, ...page }, callOptions) =>
      call('read', callOptions, {
        send: (service) => user(service, identity).userConversations.page(withoutUndefined(page)),
        parse: pageOf('conversations', parseUserConversation),
      }),
    getUserConversation: (key, callOptions) =>
      call('read', callOptions, {
        send: (service) => userConversation(service, key).fetch(),
        parse: parseUserConversation,
      }),
    // Twilio takes no webhook header here (official OpenAPI file): these updates are not announced.
    updateUserConversation: (key, changes, callOptions) =>
      call('update', callOptions, {
        send: (service) => userConversation(service, key).update({ ...changes }),
        parse: parseUserConversation,
      }),

    getUser: (identity, callOptions) =>
      call('read', callOptions, { send: (service) => user(service, identity).fetch(), parse: parseUser }),
    createUser: (identity, changes, callOptions) =>
      call('create', callOptions, {
        send: (service) => service.users.create({ identity, ...userForm(changes), ...withWebhook }),
        parse: parseUser,
        writesTo: inService,
      }),
    updateUser: (identity, changes, callOptions) =>
      call('update', callOptions, {
        send: (service) => user(service, identity).update({ ...userForm(changes), ...withWebhook }),
        parse: parseUser,
        writesTo: inService,
      }),

    listRoles: (page, callOptions) =>
      call('read', callOptions, {
        send: (service) => service.roles.page(withoutUndefined({ ...page })),
        parse: pageOf('roles', parseRole),
      }),
    getServiceConfiguration: (callOptions) =>
      call('read', callOptions, {
        send: (service) => service.configuration().fetch(),
        parse: parseServiceConfiguration,
      }),
    getWebhookConfiguration: (callOptions) =>
      call('read', callOptions, {
        send: (service) => service.configuration.webhooks().fetch(),
        parse: parseWebhookConfiguration,
      }),
    updateWebhookConfiguration: ({ postWebhookUrl, filters }, callOptions) =>
      call('update', callOptions, {
        send: (service) =>
          service.configuration.webhooks().update({ postWebhookUrl, filters: [...filters], method: 'POST' }),
        parse: parseWebhookConfiguration,
      }),
  };
}

/** What counts for the ceilings of one conversation. */
function inConversation(key: string) {
  return { scope: 'conversation', conversation: key, isNewMessage: false } as const;
}

function conversation(service: ServiceContext, key: string) {
  return service.conversations(pathKey(key, 'conversation'));
}

function message(service: ServiceContext, key: MessageKey) {
  return conversation(service, key.conversationSid).messages(pathKey(key.sid, 'message'));
}

function participant(service: ServiceContext, key: ParticipantKey) {
  return conversation(service, key.conversationSid).participants(pathKey(key.participant, 'participant'));
}

function user(service: ServiceContext, identity: string) {
  return service.users(pathKey(identity, 'user'));
}

function userConversation(service: ServiceContext, key: UserConversationKey) {
  return user(service, key.identity).userConversations(pathKey(key.conversation, 'conversation'));
}

function pageOf<Item>(key: string, parseItem: (row: unknown) => Item): (body: unknown) => Page<Item> {
  return (body) => parsePage(body, { key, parseItem });
}

function nothing(): void {}
