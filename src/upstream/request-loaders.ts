import DataLoader from 'dataloader';
import type { AnswerBasis } from '../answer-basis.ts';
import { GatewayError } from '../errors.ts';
import type { Conversation, Message, Participant, Role, User, UserConversation } from '../model.ts';
import type {
  CallOptions,
  ConversationsApi,
  MessageKey,
  Page,
  PageRequest,
  ParticipantKey,
  ServiceConfiguration,
  UserConversationKey,
  WebhookConfiguration,
} from './conversations-api.ts';

/** A read, and how its first caller wants it made. */
interface Load<Key> {
  readonly key: Key;
  readonly call: CallOptions | undefined;
}

/** Reads that were made, and what others told of the same things on the way. */
interface Loader<Key, Value> {
  load(load: Load<Key>): Promise<Value>;
  /** Answers from now on with what another answer told, which is the later one. */
  know(key: Key, value: Value): void;
  /** The same of several things, by a function that tells them when something is asked for by itself, which hardly ever happens. */
  knowLater(tell: () => void): void;
  forget(key: Key): void;
  forgetAll(): void;
}

/**
 * The API as one request sees it: the same read happens once, and lists answer for the single things in them. Twilio has no
 * multi-get, so nothing is batched and nothing waits to be. To be made anew for every request and dropped with it, which bounds
 * it. Of callers who ask for the same, the first one's priority and signal count. Reads end with the request's own `signal`;
 * writes do not, because somebody who hangs up has not taken back what was asked for, nor
 * do reads after a write: a send may outlast the time of a read, and its answer is still waited for.
 */
export function createRequestApi({
  api,
  signal,
  basis,
}: {
  readonly api: ConversationsApi;
  readonly signal?: AbortSignal | undefined;
  /** Is told what each read rests on; a write forbids. */
  readonly basis?: AnswerBasis | undefined;
}): ConversationsApi {
  const own: CallOptions = basis ? { basis } : {};
  const bound: CallOptions = signal ? { ...own, signal } : own;
  // Counts writes: a page that was asked for before one must not answer for what the write changed.
  let writes = 0;
  // The first page of participants of each conversation that this request asked for.
  const rosters = new Map<string, Promise<Page<Participant>>>();
  const loaders = {
    conversation: loader<string, Conversation>((key, call) => api.getConversation(key, call), asItIs),
    conversations: loader<Parameters<ConversationsApi['listConversations']>[0], Page<Conversation>>(
      (key, call) => api.listConversations(key, call),
    ),
    message: loader<MessageKey, Message>(
      (key, call) => api.getMessage(key, call),
      ({ conversationSid, sid }) => pairOf(conversationSid, sid),
    ),
    messages: loader<Parameters<ConversationsApi['listMessages']>[0], Page<Message>>((key, call) =>
      api.listMessages(key, call),
    ),
    participant: loader<ParticipantKey, Participant>(loadParticipant, (key) =>
      pairOf(key.conversationSid, key.participant),
    ),
    participants: loader<PageRequest & { readonly conversationSid: string }, Page<Participant>>((key, call) =>
      api.listParticipants(key, call),
    ),
    userConversation: loader<UserConversationKey, UserConversation>(
      (key, call) => api.getUserConversation(key, call),
      ({ identity, conversation }) => pairOf(identity, conversation),
    ),
    userConversations: loader<PageRequest & { readonly identity: string }, Page<UserConversation>>(
      (key, call) => api.listUserConversations(key, call),
    ),
    user: loader<string, User>((key, call) => api.getUser(key, call), asItIs),
    roles: loader<PageRequest, Page<Role>>((key, call) => api.listRoles(key, call)),
    service: loader<'service', ServiceConfiguration>((_key, call) => api.getServiceConfiguration(call)),
    webhooks: loader<'webhooks', WebhookConfiguration>((_key, call) => {
      // Nobody keeps it.
      basis?.forbid();
      return api.getWebhookConfiguration(call);
    }),
  };

  async function loadParticipant(key: ParticipantKey, call: CallOptions | undefined): Promise<Participant> {
    const roster = call?.fresh ? undefined : rosters.get(key.conversationSid);
    if (roster === undefined) return api.getParticipant(key, call);
    const known = await roster.catch(() => undefined);
    const found = known?.items.find(
      ({ sid, identity }) => key.participant === sid || key.participant === identity,
    );
    if (found !== undefined) return found;
    if (known?.nextPageToken === null) throw new GatewayError('NOT_FOUND', 'There is no such participant.');
    return api.getParticipant(key, call);
  }

  /** Reads a page and lets it answer for what is in it. */
  async function page<Key, Item>(
    from: Loader<Key, Page<Item>>,
    load: Load<Key>,
    tell: (items: readonly Item[]) => void,
  ): Promise<Page<Item>> {
    const writesBefore = writes;
    const result = await read(from, load);
    if (writes === writesBefore) tell(result.items);
    return result;
  }

  const primeConversation = (value: Conversation) => loaders.conversation.know(value.sid, value);
  const primeMessage = (value: Message) =>
    loaders.message.know({ conversationSid: value.conversationSid, sid: value.sid }, value);
  const primeParticipant = (value: Participant) => {
    const { conversationSid, sid, identity } = value;
    loaders.participant.know({ conversationSid, participant: sid }, value);
    if (identity !== null) loaders.participant.know({ conversationSid, participant: identity }, value);
  };

  function forgetConversations(): void {
    loaders.conversation.forgetAll();
    loaders.conversations.forgetAll();
    loaders.userConversation.forgetAll();
    loaders.userConversations.forgetAll();
  }

  function forgetMessages(): void {
    // A new message can wake an inactive conversation, and it counts as unread.
    forgetConversations();
    loaders.message.forgetAll();
    loaders.messages.forgetAll();
  }

  function forgetParticipants(): void {
    forgetConversations();
    loaders.participant.forgetAll();
    loaders.participants.forgetAll();
    rosters.clear();
  }

  function forgetAll(): void {
    forgetMessages();
    forgetParticipants();
    loaders.user.forgetAll();
  }

  async function write<Result>(send: Promise<Result>, forget: () => void): Promise<Result> {
    basis?.forbid();
    try {
      return await send;
    } finally {
      // Also after a failure: it may have landed.
      writes += 1;
      forget();
    }
  }

  async function writeAndPrime<Result>(
    send: Promise<Result>,
    forget: () => void,
    prime: (result: Result) => void,
  ): Promise<Result> {
    const result = await write(send, forget);
    prime(result);
    return result;
  }

  return {
    getConversation: (key, call) => read(loaders.conversation, { key, call }),
    listConversations: (key, call) =>
      page(loaders.conversations, { key, call }, (items) =>
        loaders.conversation.knowLater(() => items.forEach(primeConversation)),
      ),
    createConversation: (changes, call) =>
      writeAndPrime(api.createConversation(changes, call), forgetConversations, primeConversation),
    // Not primed: Twilio still adds the participants when it answers.
    createConversationWithParticipants: (request, call) =>
      write(api.createConversationWithParticipants(request, call), forgetAll),
    updateConversation: (sid, changes, call) =>
      writeAndPrime(api.updateConversation(sid, changes, call), forgetConversations, primeConversation),
    deleteConversation: (sid, call) => write(api.deleteConversation(sid, call), forgetAll),

    listMessages: (key, call) =>
      page(loaders.messages, { key, call }, (items) =>
        loaders.message.knowLater(() => items.forEach(primeMessage)),
      ),
    getMessage: (key, call) => read(loaders.message, { key, call }),
    createMessage: (sid, message, call) =>
      writeAndPrime(api.createMessage(sid, message, call), forgetMessages, primeMessage),
    updateMessage: (key, changes, call) =>
      writeAndPrime(api.updateMessage(key, changes, call), forgetMessages, primeMessage),
    deleteMessage: (key, call) => write(api.deleteMessage(key, call), forgetMessages),

    listParticipants(key, call) {
      const result = page(loaders.participants, { key, call }, (items) =>
        loaders.participant.knowLater(() => items.forEach(primeParticipant)),
      );
      if (key.pageToken === undefined) rosters.set(key.conversationSid, result);
      return result;
    },
    keptMembers: (conversationSid) => api.keptMembers(conversationSid, own),
    getParticipant: (key, call) => read(loaders.participant, { key, call }),
    createParticipant: (sid, participant, call) =>
      writeAndPrime(api.createParticipant(sid, participant, call), forgetParticipants, primeParticipant),
    updateParticipant: (key, changes, call) =>
      writeAndPrime(api.updateParticipant(key, changes, call), forgetParticipants, primeParticipant),
    deleteParticipant: (key, call) => write(api.deleteParticipant(key, call), forgetParticipants),

    listUserConversations: (key, call) =>
      page(loaders.userConversations, { key, call }, (rows) => {
        const { conversation, userConversation } = loaders;
        const { identity } = key;
        conversation.knowLater(() => rows.forEach((row) => primeConversation(row.conversation)));
        userConversation.knowLater(() =>
          rows.forEach((row) => userConversation.know({ identity, conversation: row.conversation.sid }, row)),
        );
      }),
    getUserConversation: (key, call) => read(loaders.userConversation, { key, call }),
    updateUserConversation: (key, changes, call) =>
      writeAndPrime(api.updateUserConversation(key, changes, call), forgetConversations, (value) =>
        loaders.userConversation.know(key, value),
      ),

    getUser: (key, call) => read(loaders.user, { key, call }),
    createUser: (identity, changes, call) => write(api.createUser(identity, changes, call), forgetUsers),
    updateUser: (identity, changes, call) =>
      writeAndPrime(api.updateUser(identity, changes, call), forgetUsers, (value) =>
        loaders.user.know(identity, value),
      ),

    listRoles: (key, call) => read(loaders.roles, { key, call }),
    getServiceConfiguration: (call) => read(loaders.service, { key: 'service', call }),
    getWebhookConfiguration: (call) => read(loaders.webhooks, { key: 'webhooks', call }),
    updateWebhookConfiguration: (configuration, call) =>
      write(api.updateWebhookConfiguration(configuration, call), () => loaders.webhooks.forgetAll()),
  };

  function forgetUsers(): void {
    loaders.user.forgetAll();
  }

  function read<Key, Value>(from: Loader<Key, Value>, load: Load<Key>): Promise<Value> {
    if (load.call?.fresh) from.forget(load.key);
    return from.load({ key: load.key, call: { ...(writes === 0 ? bound : own), ...load.call } });
  }
}

/** @param keyOf tells what asks for the same from what does not */
function loader<Key, Value>(
  load: (key: Key, call: CallOptions | undefined) => Promise<Value>,
  keyOf: (key: Key) => string = cacheKey,
): Loader<Key, Value> {
  const reads = new DataLoader<Load<Key>, Value, string>(
    async ([{ key, call } = missingKey()]) => [await load(key, call).catch(asError)],
    {
      batch: false,
      // A batch of one has nobody to wait for.
      batchScheduleFn: queueMicrotask,
      cacheKeyFn: ({ key }) => keyOf(key),
    },
  );
  const tellAll = () => {
    const tells = untold;
    untold = [];
    for (const tell of tells) tell();
  };
  // Beside them, and not in them as DataLoader's `prime` would have it: of the thousand things in a screen of lists hardly any is asked
  // for by itself, and a promise for each would be made for nothing.
  const told = new Map<string, Value>();
  let untold: (() => void)[] = [];
  return {
    load(wanted) {
      if (untold.length > 0) tellAll();
      const known = told.get(keyOf(wanted.key));
      return known === undefined ? reads.load(wanted) : Promise.resolve(known);
    },
    know(key, value) {
      if (untold.length > 0) tellAll();
      told.set(keyOf(key), value);
    },
    knowLater: (tell) => void untold.push(tell),
    forget(key) {
      if (untold.length > 0) tellAll();
      told.delete(keyOf(key));
      reads.clear({ key, call: undefined });
    },
    forgetAll() {
      untold = [];
      told.clear();
      reads.clearAll();
    },
  };
}

function asItIs(key: string): string {
  return key;
}

/** Two names in one text: the length says where the first ends, whatever is in it. */
function pairOf(first: string, second: string): string {
  return `${first.length} ${first} ${second}`;
}

function cacheKey(key: unknown): string {
  if (typeof key !== 'object' || key === null) return JSON.stringify(key);
  // Undefined properties ask for the same as absent ones, and the order in which they were written says nothing.
  let text = '';
  for (const name of Object.keys(key).toSorted()) {
    const value: unknown = Reflect.get(key, name);
    if (value !== undefined) text += `${name} ${JSON.stringify(value)} `;
  }
  return text;
}

/** DataLoader takes failures as values. An aborted read is remembered like any other: its request is over. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('The read was given up.', { cause: thrown });
}

function missingKey(): never {
  throw new Error('A loader was asked for nothing.');
}
