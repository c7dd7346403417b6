import twilio from 'twilio';
import type { StartedEmulator } from '../testkit/emulator.ts';

/** One request of the SDK and its answer. */
export interface Exchange {
  readonly method: string;
  /** Below the origin, without the query. */
  readonly path: string;
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

/** An instance that the SDK made of an answer, and where it came from. */
export interface TourInstance {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Everything that came of driving every resource once. */
export interface Tour {
  readonly exchanges: readonly Exchange[];
  readonly instances: readonly TourInstance[];
  /** What `remove()` resolved with, by resource. */
  readonly removals: Readonly<Record<string, boolean>>;
}

/** The two ways to a resource: `/v1/…` and `/v1/Services/{sid}/…`. */
export type PathFamily = 'short' | 'service';

/** The SDK, pointed at an emulator, with every exchange written down. */
export function createSdk({ emulator, origin }: StartedEmulator) {
  const exchanges: Exchange[] = [];
  const { accountSid, authToken } = emulator.config;
  class RecordingClient extends twilio.RequestClient {
    override async request<TData>(
      options: Parameters<typeof twilio.RequestClient.prototype.request<TData>>[0],
    ) {
      const { pathname, search } = new URL(options.uri);
      const response = await super.request<TData>({ ...options, uri: `${origin}${pathname}${search}` });
      const { method } = options;
      exchanges.push({ method, path: pathname, status: response.statusCode, body: response.body });
      return response;
    }
  }
  const client = twilio(accountSid, authToken, { httpClient: new RecordingClient() });
  return { v1: client.conversations.v1, exchanges };
}

interface Instance {
  toJSON(): object;
}

interface SidInstance extends Instance {
  readonly sid: string;
}

interface Creatable {
  create(params: object): Promise<SidInstance>;
}

interface Listable {
  list(params: object): Promise<readonly Instance[]>;
}

interface Item {
  fetch(): Promise<Instance>;
  update(params: object): Promise<Instance>;
  remove(): Promise<boolean>;
}

type Resource<Context> = Creatable & Listable & ((sid: string) => Context);

/** What both path families of the SDK have in common. */
interface SdkFamily {
  readonly conversations: Resource<
    Item & {
      readonly messages: Resource<
        Item & { readonly deliveryReceipts: Listable & ((sid: string) => Pick<Item, 'fetch'>) }
      >;
      readonly participants: Resource<Item>;
      readonly webhooks: Resource<Item>;
    }
  >;
  readonly conversationWithParticipants: Creatable;
  readonly participantConversations: Listable;
  readonly users: Resource<Item & { readonly userConversations: Listable & ((sid: string) => Item) }>;
  readonly roles: Resource<Item>;
}

/** Creates, fetches, lists, updates and removes every resource of a path family with the official SDK. */
export async function tourWithSdk(started: StartedEmulator, family: PathFamily): Promise<Tour> {
  const { v1, exchanges } = createSdk(started);
  const serviceSid = started.emulator.config.chatServiceSid;
  const sdk: SdkFamily = family === 'short' ? v1 : v1.services(serviceSid);
  const instances: TourInstance[] = [];
  const removals: Record<string, boolean> = {};
  const keep = <Kept extends Instance>(name: string, instance: Kept): Kept => {
    instances.push({ name, properties: { ...instance.toJSON() } });
    return instance;
  };
  const keepAll = (name: string, listed: readonly Instance[]) => {
    if (listed.length === 0) throw new Error(`${name} listed nothing`);
    for (const instance of listed) keep(name, instance);
  };
  const visit = async (name: string, item: Item, changes: object) => {
    keep(`${name}.fetch`, await item.fetch());
    keep(`${name}.update`, await item.update(changes));
  };

  const role = await sdk.roles.create({
    friendlyName: 'moderator',
    type: 'conversation',
    permission: ['sendMessage', 'deleteAnyMessage'],
  });
  keep('role.create', role);
  await visit('role', sdk.roles(role.sid), { permission: ['sendMessage'] });
  keepAll('role.list', await sdk.roles.list({ limit: 50 }));

  const user = keep('user.create', await sdk.users.create({ identity: 'erin', friendlyName: 'Erin' }));
  await visit('user', sdk.users(user.sid), { attributes: '{"color":"red"}' });

  const conversation = await sdk.conversations.create({
    friendlyName: 'Support 42',
    uniqueName: 'support-42',
    attributes: '{ "topic": "feedback" }',
    'timers.inactive': 'PT1M',
    'timers.closed': 'PT10M',
    'bindings.email.name': 'Support',
    'bindings.email.address': 'support@example.com',
  });
  keep('conversation.create', conversation);
  const context = sdk.conversations(conversation.sid);
  await visit('conversation', context, { friendlyName: 'Support 43' });
  keepAll('conversation.list', await sdk.conversations.list({ limit: 20, state: 'active' }));

  const chat = keep('participant.create', await context.participants.create({ identity: 'erin' }));
  const phone = await context.participants.create({
    'messagingBinding.address': '+15005550101',
    'messagingBinding.proxyAddress': '+15005550199',
  });
  keep('participant.create', phone);

  const message = keep('message.create', await context.messages.create({ author: 'erin', body: 'Hello' }));
  await visit('message', context.messages(message.sid), { body: 'Hello again', attributes: '{"a":1}' });
  keepAll('message.list', await context.messages.list({ limit: 20, order: 'desc' }));
  await visit('participant', context.participants(chat.sid), { lastReadMessageIndex: 0 });
  keepAll('participant.list', await context.participants.list({ limit: 20 }));

  await started.emulator.act({ type: 'receipt', messageSid: message.sid, status: 'delivered' });
  const receipts = context.messages(message.sid).deliveryReceipts;
  keepAll('receipt.list', await receipts.list({ limit: 20 }));
  const [receipt] = await receipts.list({ limit: 1 });
  keep('receipt.fetch', await receipts(String(Reflect.get(receipt ?? {}, 'sid'))).fetch());
  keep('message.fetch', await context.messages(message.sid).fetch());

  const webhook = await context.webhooks.create({
    target: 'webhook',
    'configuration.url': 'https://example.com/hook',
    'configuration.method': 'post',
    'configuration.filters': ['onMessageAdded', 'onMessageUpdated'],
  });
  keep('webhook.create', webhook);
  await visit('webhook', context.webhooks(webhook.sid), { 'configuration.filters': ['onMessageAdded'] });
  keepAll('webhook.list', await context.webhooks.list({}));

  const userConversations = sdk.users('erin').userConversations;
  await visit('userConversation', userConversations(conversation.sid), { notificationLevel: 'muted' });
  keepAll('userConversation.list', await userConversations.list({ limit: 20 }));
  keepAll('participantConversation.list', await sdk.participantConversations.list({ identity: 'erin' }));
  keepAll(
    'participantConversation.list',
    await sdk.participantConversations.list({ address: '+15005550101' }),
  );
  keepAll('user.list', await sdk.users.list({ limit: 20 }));

  keep(
    'conversationWithParticipants.create',
    await sdk.conversationWithParticipants.create({
      friendlyName: 'Three at once',
      participant: ['{"identity":"erin"}', '{"identity":"frank"}'],
    }),
  );
  keep(
    'conversationWithParticipants.create',
    await sdk.conversationWithParticipants.create({ friendlyName: 'Nobody yet' }),
  );

  removals['webhook'] = await context.webhooks(webhook.sid).remove();
  removals['message'] = await context.messages(message.sid).remove();
  removals['userConversation'] = await userConversations(conversation.sid).remove();
  removals['participant'] = await context.participants(phone.sid).remove();
  removals['conversation'] = await context.remove();
  removals['user'] = await sdk.users(user.sid).remove();
  removals['role'] = await sdk.roles(role.sid).remove();
  return { exchanges, instances, removals };
}

/** Drives services and configurations, which only exist once. */
export async function tourSettingsWithSdk(started: StartedEmulator): Promise<Tour> {
  const { v1, exchanges } = createSdk(started);
  const instances: TourInstance[] = [];
  const keep = (name: string, instance: Instance) =>
    instances.push({ name, properties: { ...instance.toJSON() } });

  const service = await v1.services.create({ friendlyName: 'Another service' });
  keep('service.create', service);
  keep('service.fetch', await v1.services(service.sid).fetch());
  for (const listed of await v1.services.list({ limit: 20 })) keep('service.list', listed);

  keep('configuration.fetch', await v1.configuration().fetch());
  keep(
    'configuration.update',
    await v1.configuration().update({ defaultInactiveTimer: 'PT1M', defaultClosedTimer: 'PT10M' }),
  );
  const serviceConfiguration = v1.services(service.sid).configuration;
  keep('serviceConfiguration.fetch', await serviceConfiguration().fetch());
  keep('serviceConfiguration.update', await serviceConfiguration().update({ reachabilityEnabled: true }));

  const hooks = {
    preWebhookUrl: 'https://example.com/pre',
    postWebhookUrl: 'https://example.com/post',
    filters: ['onMessageAdd', 'onMessageAdded'],
    method: 'POST',
  };
  keep('webhookConfiguration.fetch', await v1.configuration.webhooks().fetch());
  keep('webhookConfiguration.update', await v1.configuration.webhooks().update(hooks));
  keep('serviceWebhookConfiguration.fetch', await serviceConfiguration.webhooks().fetch());
  keep('serviceWebhookConfiguration.update', await serviceConfiguration.webhooks().update(hooks));

  const removals = { service: await v1.services(service.sid).remove() };
  return { exchanges, instances, removals };
}
