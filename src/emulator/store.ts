import { TwilioError } from './error-table.ts';
import type {
  AccountConfiguration,
  ConversationContents,
  ConversationRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptRecord,
  RoleRecord,
  ScopedWebhookRecord,
  ServiceContents,
  ServiceRecord,
  UserRecord,
  WebhookConfiguration,
} from './records.ts';
import { createTable, type History, type Table, type TableRow } from './table.ts';

/** The account's resources in memory, with the indexes that lookups need. It stores; it decides nothing. */
export interface Store {
  readonly history: History;
  readonly services: Table<ServiceRecord>;
  configuration: AccountConfiguration;
  webhookConfiguration: WebhookConfiguration;
  /** Participants by address, over the whole account. */
  readonly addresses: Map<string, Table<ParticipantRecord>>;
  /** A number that grows with every call. */
  nextSequence(): number;
  /** @throws {TwilioError} 20503 when `recordsMax` resources exist. */
  makeRoom(): void;
  service(sid: string): ServiceRecord;
  conversation(participantOrMessage: {
    readonly serviceSid: string;
    readonly conversationSid: string;
  }): ConversationRecord | undefined;
  newServiceContents(
    defaults: Pick<ServiceContents, 'configuration' | 'webhookConfiguration'>,
  ): ServiceContents;
  newConversationContents(): ConversationContents;
  putConversation(record: ConversationRecord): void;
  /** Removes the conversation with everything in it. */
  removeConversation(record: ConversationRecord): void;
  putMessage(conversation: ConversationRecord, record: MessageRecord): void;
  removeMessage(conversation: ConversationRecord, record: MessageRecord): void;
  /** Returns the message with the receipt. */
  putReceipt(conversation: ConversationRecord, message: MessageRecord, record: ReceiptRecord): MessageRecord;
  putParticipant(conversation: ConversationRecord, record: ParticipantRecord): void;
  removeParticipant(conversation: ConversationRecord, record: ParticipantRecord): void;
  putUser(record: UserRecord): void;
  removeUser(record: UserRecord): void;
  /** A table of anything else, taking part in the history. */
  newTable<Row extends TableRow>(position: (row: Row) => number): Table<Row>;
}

/** Nothing configured: no URL, no filter. */
export const noWebhooks: WebhookConfiguration = {
  preWebhookUrl: null,
  postWebhookUrl: null,
  method: null,
  filters: null,
  target: 'webhook',
};

/** An empty account without any service. */
export function createStore(options: {
  readonly history: History;
  readonly configuration: AccountConfiguration;
  readonly recordsMax: number;
}): Store {
  const { history } = options;
  let sequence = 0;
  let recordCount = 0;

  const newTable = <Row extends TableRow>(position: (row: Row) => number) =>
    createTable<Row>({ position, history });
  const byCreation = (row: { readonly dateCreated: number }) => row.dateCreated;

  const put = <Row extends TableRow>(table: Table<Row>, row: Row) => {
    if (!table.get(row.sid)) recordCount += 1;
    table.put(row);
  };
  const remove = <Row extends TableRow>(table: Table<Row>, row: Row) => {
    if (!table.get(row.sid)) return;
    recordCount -= 1;
    table.remove(row.sid);
  };
  // Participants of one identity or address, kept beside the conversations' own tables. A table stays while it is empty only
  // as long as stale reads may still want what it held.
  const putInto = (index: Map<string, Table<ParticipantRecord>>, key: string, row: ParticipantRecord) => {
    let table = index.get(key);
    if (!table) {
      table = newTable<ParticipantRecord>(byCreation);
      index.set(key, table);
    }
    table.put(row);
  };
  const removeFrom = (index: Map<string, Table<ParticipantRecord>>, key: string, sid: string) => {
    const table = index.get(key);
    table?.remove(sid);
    if (table?.rows.length === 0 && history.keepMs === 0) index.delete(key);
  };

  const store: Store = {
    history,
    services: newTable<ServiceRecord>(byCreation),
    configuration: options.configuration,
    webhookConfiguration: { ...noWebhooks, method: 'POST' },
    addresses: new Map(),
    nextSequence: () => (sequence += 1),
    makeRoom() {
      if (recordCount >= options.recordsMax) throw new TwilioError(20503, 'The emulator is full');
    },
    service(sid) {
      const service = store.services.get(sid);
      if (!service) throw new Error('a record belongs to a service that does not exist');
      return service;
    },
    conversation: (row) =>
      store.services.get(row.serviceSid)?.contents.conversations.get(row.conversationSid),
    newServiceContents: (defaults) => ({
      conversations: newTable<ConversationRecord>(byCreation),
      users: newTable<UserRecord>(byCreation),
      roles: newTable<RoleRecord>(byCreation),
      uniqueNames: new Map(),
      identities: new Map(),
      memberships: new Map(),
      ...defaults,
    }),
    newConversationContents: () => ({
      messages: newTable<MessageRecord>((row) => row.index),
      participants: newTable<ParticipantRecord>(byCreation),
      webhooks: newTable<ScopedWebhookRecord>(byCreation),
      nextIndex: 0,
    }),
    putConversation(record) {
      const { conversations, uniqueNames } = store.service(record.serviceSid).contents;
      const before = conversations.get(record.sid);
      if (before && before.uniqueName !== null) uniqueNames.delete(before.uniqueName);
      if (record.uniqueName !== null) uniqueNames.set(record.uniqueName, record.sid);
      put(conversations, record);
    },
    removeConversation(record) {
      const { conversations, uniqueNames } = store.service(record.serviceSid).contents;
      for (const participant of record.contents.participants.rows.toReversed()) {
        store.removeParticipant(record, participant);
      }
      for (const message of record.contents.messages.rows.toReversed()) store.removeMessage(record, message);
      if (record.uniqueName !== null) uniqueNames.delete(record.uniqueName);
      remove(conversations, record);
    },
    putMessage: (conversation, record) => put(conversation.contents.messages, record),
    removeMessage(conversation, record) {
      recordCount -= record.receipts.length;
      remove(conversation.contents.messages, record);
    },
    putReceipt(conversation, message, record) {
      const others = message.receipts.filter(({ sid }) => sid !== record.sid);
      if (others.length === message.receipts.length) recordCount += 1;
      const receipts = [...others, record].toSorted((a, b) => a.sequence - b.sequence);
      const changed = { ...message, receipts };
      put(conversation.contents.messages, changed);
      return changed;
    },
    putParticipant(conversation, record) {
      const { memberships } = store.service(conversation.serviceSid).contents;
      const before = conversation.contents.participants.get(record.sid);
      if (before && before.identity !== null && before.identity !== record.identity) {
        removeFrom(memberships, before.identity, record.sid);
      }
      if (record.identity !== null) putInto(memberships, record.identity, record);
      for (const address of addressesOf(record)) putInto(store.addresses, address, record);
      for (const address of before ? addressesOf(before) : []) {
        if (!addressesOf(record).includes(address)) removeFrom(store.addresses, address, record.sid);
      }
      put(conversation.contents.participants, record);
    },
    removeParticipant(conversation, record) {
      const { memberships } = store.service(conversation.serviceSid).contents;
      if (record.identity !== null) removeFrom(memberships, record.identity, record.sid);
      for (const address of addressesOf(record)) removeFrom(store.addresses, address, record.sid);
      remove(conversation.contents.participants, record);
    },
    putUser(record) {
      const { users, identities } = store.service(record.serviceSid).contents;
      identities.set(record.identity, record.sid);
      put(users, record);
    },
    removeUser(record) {
      const { users, identities } = store.service(record.serviceSid).contents;
      identities.delete(record.identity);
      remove(users, record);
    },
    newTable,
  };
  return store;
}

/** The addresses under which a participant can be found: its own, or the one a group text projects for it. */
function addressesOf(participant: ParticipantRecord): readonly string[] {
  const binding = participant.messagingBinding;
  const addresses = [binding?.address, binding?.projectedAddress];
  return addresses.filter((address) => typeof address === 'string');
}
