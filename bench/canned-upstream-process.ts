/** A Twilio that answers the same two things again and again, as a process of its own: what is measured is who asks. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from './child-process.ts';

const sid = (prefix: string, at: number) => `${prefix}${at.toString(16).padStart(32, '0')}`;
const accountSid = sid('AC', 1);
const chatServiceSid = sid('IS', 1);
const conversationSid = sid('CH', 1);
const date = '2026-01-02T03:04:05Z';
const messages = Array.from({ length: 50 }, (_, index) => ({
  sid: sid('IM', index),
  account_sid: accountSid,
  conversation_sid: conversationSid,
  chat_service_sid: chatServiceSid,
  index,
  author: `user-${index % 5}`,
  body: 'The parcel left the warehouse this morning and should be with you tomorrow.',
  media: null,
  attributes: '{}',
  participant_sid: sid('MB', index % 5),
  delivery: null,
  content_sid: null,
  date_created: date,
  date_updated: date,
  url: `https://conversations.twilio.com/v1/Conversations/${conversationSid}/Messages/${sid('IM', index)}`,
  links: {},
}));
const conversation = JSON.stringify({
  sid: conversationSid,
  account_sid: accountSid,
  chat_service_sid: chatServiceSid,
  messaging_service_sid: sid('MG', 1),
  friendly_name: 'Order 4711',
  unique_name: 'order-4711',
  attributes: '{"topic":"delivery"}',
  state: 'active',
  timers: {},
  bindings: {},
  date_created: date,
  date_updated: date,
  url: `https://conversations.twilio.com/v1/Conversations/${conversationSid}`,
  links: {},
});
const list = JSON.stringify({
  messages,
  meta: {
    page: 0,
    page_size: 50,
    first_page_url: '',
    previous_page_url: null,
    url: '',
    next_page_url: null,
    key: 'messages',
  },
});

let connections = 0;
const server = createServer((request, response) => {
  const body = request.url?.includes('/Messages') ? list : conversation;
  response.writeHead(200, {
    'content-type': 'application/json;charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'twilio-concurrent-requests': '1',
  });
  response.end(body);
});
server.keepAliveTimeout = 65_000;
server.on('connection', () => (connections += 1));
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});

/** What the upstream is asked for. */
export const cannedUpstreamActions = {
  config: () => ({
    accountSid,
    chatServiceSid,
    conversationSid,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }),
  /** Connections that were opened since it was asked last. */
  takeConnections() {
    const taken = connections;
    connections = 0;
    return taken;
  },
};

serveParent(cannedUpstreamActions);
