import { afterEach, beforeEach } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createTwilioApi, type TwilioApi, type TwilioApiOptions } from '../../../src/upstream/twilio-api.ts';
import {
  accountSid,
  conversationPayload,
  messagePayload,
  pagePayload,
  participantPayload,
  rolePayload,
  serviceConfigurationPayload,
  serviceSid,
  userConversationPayload,
  userPayload,
  webhookConfigurationPayload,
} from './twilio-payloads.ts';
import {
  type SeenRequest,
  type ServerAnswer,
  startTwilioServer,
  type TwilioServer,
} from './twilio-server.ts';

/** What the tests authenticate with. */
export const authToken = 'canary-auth-token';
export const conversationSid = conversationPayload.sid;

/** For each test a server that answers as Twilio does, and the way to it. */
export interface TwilioOfTest {
  readonly server: TwilioServer;
  readonly api: TwilioApi;
  /** Another way to the same server; whoever makes it closes it. */
  createApi(more?: Partial<TwilioApiOptions>): TwilioApi;
}

/** Starts and stops both around each test of the file. */
export function useTwilio(): TwilioOfTest {
  let server: TwilioServer;
  let api: TwilioApi;
  const createApi = (more: Partial<TwilioApiOptions> = {}) =>
    createTwilioApi({
      accountSid,
      authToken,
      chatServiceSid: serviceSid,
      baseUrl: server.baseUrl,
      clock: systemClock,
      random: () => 0,
      log: silentLog,
      metrics: createMetrics(),
      ...more,
    });
  beforeEach(async () => {
    server = await startTwilioServer();
    server.answerWith(answerAsTwilio);
    api = createApi();
  });
  afterEach(async () => {
    await api.close();
    await server.close();
  });
  return {
    get server() {
      return server;
    },
    get api() {
      return api;
    },
    createApi,
  };
}

/** The shortest Twilio that answers every operation: by the last noun of the path, lists for reads without a key. */
export function answerAsTwilio({ method, url }: SeenRequest): ServerAnswer {
  if (method === 'DELETE') return { status: 204, json: null };
  const segments = url.split('?')[0]?.split('/').slice(4) ?? [];
  const noun = segments.findLast((segment) => segment in resources) ?? '';
  const payload =
    noun === 'Conversations' && segments[0] === 'Users' ? userConversationPayload : resources[noun];
  const isList = method === 'GET' && segments.at(-1) === noun && noun in listKeys;
  const json = isList ? pagePayload(listKeys[noun] ?? '', [payload], null) : payload;
  return { status: method === 'POST' ? 201 : 200, json };
}

const resources: Record<string, unknown> = {
  Conversations: conversationPayload,
  ConversationWithParticipants: conversationPayload,
  Messages: messagePayload,
  Participants: participantPayload,
  Users: userPayload,
  Roles: rolePayload,
  Configuration: serviceConfigurationPayload,
  Webhooks: webhookConfigurationPayload,
};
const listKeys: Record<string, string> = {
  Conversations: 'conversations',
  Messages: 'messages',
  Participants: 'participants',
  Users: 'users',
  Roles: 'roles',
};
