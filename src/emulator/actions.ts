import type { Api, InternalRequest } from './api.ts';
import type { WriteOrigin } from './exchange.ts';
import {
  anything,
  type InputCheck,
  integer,
  object,
  oneOf,
  requireInput,
  string,
  boolean,
} from './input-check.ts';
import { EmulatorInputError } from './input-error.ts';
import type { ConversationRecord, DeliveryStatus, MessageRecord, ReceiptRecord } from './records.ts';
import { deliveryEvent } from './webhook-events.ts';
import type { Json, JsonObject } from './wire.ts';
import type { World } from './world.ts';

/** A message that a client SDK or a phone sends. */
export interface MessageAction {
  readonly type: 'message';
  readonly conversationSid: string;
  /** Identity of the client, or address of the phone. */
  readonly author: string;
  readonly body: string;
  readonly attributes?: Json;
  /** @default 'SDK' */
  readonly source?: 'SDK' | 'SMS';
}

/** A carrier's word on what became of a message. Creates the receipt, or moves the one there is. */
export interface ReceiptAction {
  readonly type: 'receipt';
  readonly messageSid: string;
  /** @default everybody outside the chat whom the message went to */
  readonly participantSid?: string;
  readonly status: DeliveryStatus;
  /** Such as 30003. @default 0 (none) */
  readonly errorCode?: number;
}

/** A client that comes online or goes offline; shown where the service has reachability enabled. Fires no webhook, as at Twilio. */
export interface ReachabilityAction {
  readonly type: 'reachability';
  readonly identity: string;
  readonly isOnline: boolean;
  readonly isNotifiable?: boolean;
}

/** Any other write of a client SDK in the name of `clientIdentity`. */
export interface ClientAction {
  readonly type: ClientActionType;
  readonly clientIdentity: string;
  readonly conversationSid?: string;
  readonly messageSid?: string;
  readonly participantSid?: string;
  readonly identity?: string;
  readonly body?: string;
  readonly friendlyName?: string;
  readonly uniqueName?: string;
  readonly attributes?: Json;
  readonly state?: 'active' | 'inactive' | 'closed';
  readonly roleSid?: string;
  readonly lastReadMessageIndex?: number;
}

/** What happens at Twilio without a REST request of ours. */
export type EmulatorAction = MessageAction | ReceiptAction | ReachabilityAction | ClientAction;

/** Names of the writes of client SDKs. */
export type ClientActionType = keyof typeof clientActions;

interface ClientActionRoute {
  readonly method: 'POST' | 'DELETE';
  /** Placeholders are keys of the action. */
  readonly path: string;
  /** Keys of the action and the parameters they become. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Writes of client SDKs by their names. */
export const clientActions = {
  conversationAdd: {
    method: 'POST',
    path: '/Conversations',
    parameters: { friendlyName: 'FriendlyName', uniqueName: 'UniqueName', attributes: 'Attributes' },
  },
  conversationUpdate: {
    method: 'POST',
    path: '/Conversations/{conversationSid}',
    parameters: {
      friendlyName: 'FriendlyName',
      uniqueName: 'UniqueName',
      attributes: 'Attributes',
      state: 'State',
    },
  },
  conversationRemove: { method: 'DELETE', path: '/Conversations/{conversationSid}', parameters: {} },
  messageUpdate: {
    method: 'POST',
    path: '/Conversations/{conversationSid}/Messages/{messageSid}',
    parameters: { body: 'Body', attributes: 'Attributes' },
  },
  messageRemove: {
    method: 'DELETE',
    path: '/Conversations/{conversationSid}/Messages/{messageSid}',
    parameters: {},
  },
  participantAdd: {
    method: 'POST',
    path: '/Conversations/{conversationSid}/Participants',
    parameters: { identity: 'Identity', attributes: 'Attributes', roleSid: 'RoleSid' },
  },
  participantUpdate: {
    method: 'POST',
    path: '/Conversations/{conversationSid}/Participants/{participantSid}',
    parameters: {
      attributes: 'Attributes',
      roleSid: 'RoleSid',
      lastReadMessageIndex: 'LastReadMessageIndex',
    },
  },
  participantRemove: {
    method: 'DELETE',
    path: '/Conversations/{conversationSid}/Participants/{participantSid}',
    parameters: {},
  },
  readHorizon: {
    method: 'POST',
    path: '/Users/{clientIdentity}/Conversations/{conversationSid}',
    parameters: { lastReadMessageIndex: 'LastReadMessageIndex' },
  },
  userUpdate: {
    method: 'POST',
    path: '/Users/{clientIdentity}',
    parameters: { friendlyName: 'FriendlyName', attributes: 'Attributes' },
  },
} as const satisfies Record<string, ClientActionRoute>;

const checkOfMessage = object({
  required: { type: string, conversationSid: string, author: string, body: string },
  optional: { attributes: anything, source: oneOf('SDK', 'SMS') },
});
const checkOfReceipt = object({
  required: {
    type: string,
    messageSid: string,
    status: oneOf('sent', 'delivered', 'read', 'failed', 'undelivered'),
  },
  optional: { participantSid: string, errorCode: integer(0, 999_999) },
});
const checkOfReachability = object({
  required: { type: string, identity: string, isOnline: boolean },
  optional: { isNotifiable: boolean },
});
const checksOfParameters: Readonly<Record<string, InputCheck>> = {
  attributes: anything,
  lastReadMessageIndex: integer(0, 2_147_483_647),
  state: oneOf('active', 'inactive', 'closed'),
};

/**
 * Performs an action on the default service.
 * @throws {EmulatorInputError} for an action that is not understood.
 * @throws {TwilioError} when Twilio would refuse it.
 */
export async function performAction(
  action: unknown,
  parts: { readonly api: Api; readonly world: World },
): Promise<JsonObject | null> {
  const { api, world } = parts;
  if (isMessage(action)) return (await api.performAsking(messageRequest(action))).body;
  if (isReceipt(action)) return { receiptSids: moveReceipts(action, world) };
  if (isReachability(action)) {
    setReachability(action, world);
    return null;
  }
  return (await api.performAsking(clientRequest(action))).body;
}

function typeOf(action: unknown): unknown {
  return typeof action === 'object' && action !== null ? Reflect.get(action, 'type') : undefined;
}

function isMessage(action: unknown): action is MessageAction {
  if (typeOf(action) !== 'message') return false;
  requireInput(checkOfMessage, action, 'action');
  return true;
}

function isReceipt(action: unknown): action is ReceiptAction {
  if (typeOf(action) !== 'receipt') return false;
  requireInput(checkOfReceipt, action, 'action');
  return true;
}

function isReachability(action: unknown): action is ReachabilityAction {
  if (typeOf(action) !== 'reachability') return false;
  requireInput(checkOfReachability, action, 'action');
  return true;
}

function messageRequest(action: MessageAction): InternalRequest {
  const source = action.source ?? 'SDK';
  const form = new Map([
    ['Author', [action.author]],
    ['Body', [action.body]],
  ]);
  if (action.attributes !== undefined) form.set('Attributes', [parameterText(action.attributes)]);
  return {
    method: 'POST',
    path: `/Conversations/${encodeURIComponent(action.conversationSid)}/Messages`,
    form,
    origin: {
      source,
      clientIdentity: source === 'SDK' ? action.author : null,
      isAnnounced: true,
    },
  };
}

function clientRequest(action: unknown): InternalRequest {
  const type = typeOf(action);
  const known = Object.entries<ClientActionRoute>(clientActions).find(([name]) => name === type);
  if (!known || typeof action !== 'object' || action === null) {
    const names = ['message', 'receipt', 'reachability', ...Object.keys(clientActions)];
    throw new EmulatorInputError([`type must be one of ${names.join(', ')}`]);
  }
  const route = known[1];
  const placeholders = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const keys = [...placeholders, 'type', 'clientIdentity'];
  const optional = Object.keys(route.parameters).map(
    (key) => [key, checksOfParameters[key] ?? string] as const,
  );
  requireInput(
    object({
      required: Object.fromEntries(keys.map((key) => [key, string])),
      optional: Object.fromEntries(optional),
    }),
    action,
    'action',
  );
  const value = (key: string): unknown => Reflect.get(action, key);
  const form = new Map<string, readonly string[]>();
  for (const [key, name] of Object.entries(route.parameters)) {
    if (value(key) !== undefined) form.set(name, [parameterText(value(key))]);
  }
  const origin: WriteOrigin = {
    source: 'SDK',
    clientIdentity: String(value('clientIdentity')),
    isAnnounced: true,
  };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(value(key))),
  );
  return { method: route.method, path, form, origin };
}

function moveReceipts(action: ReceiptAction, world: World): readonly string[] {
  const found = findMessage(action.messageSid, world);
  if (!found) throw new EmulatorInputError(['messageSid names no message']);
  const { conversation } = found;
  const { recipientSids } = found.message;
  const { participantSid } = action;
  if (participantSid !== undefined && !recipientSids.includes(participantSid)) {
    throw new EmulatorInputError(['participantSid names nobody outside the chat whom the message went to']);
  }
  let { message } = found;
  return (participantSid === undefined ? recipientSids : [participantSid]).map((recipientSid) => {
    const receipt = movedReceipt(action, world, { message, recipientSid });
    message = world.store.putReceipt(conversation, message, receipt);
    world.announce(() => deliveryEvent(conversation, receipt), null);
    return receipt.sid;
  });
}

function movedReceipt(
  action: ReceiptAction,
  world: World,
  { message, recipientSid }: { readonly message: MessageRecord; readonly recipientSid: string },
): ReceiptRecord {
  const now = world.clock.now();
  const existing = message.receipts.find((receipt) => receipt.participantSid === recipientSid);
  if (!existing) world.store.makeRoom();
  return {
    ...(existing ?? {
      sid: world.newSid('deliveryReceipt'),
      sequence: world.store.nextSequence(),
      messageSid: message.sid,
      conversationSid: message.conversationSid,
      participantSid: recipientSid,
      channelMessageSid: world.newSid('channelMessage'),
      dateCreated: now,
    }),
    status: action.status,
    errorCode: action.errorCode ?? 0,
    dateUpdated: now,
  };
}

function findMessage(
  sid: string,
  world: World,
): { readonly conversation: ConversationRecord; readonly message: MessageRecord } | undefined {
  for (const service of world.store.services.rows) {
    for (const conversation of service.contents.conversations.rows) {
      const message = conversation.contents.messages.get(sid);
      if (message) return { conversation, message };
    }
  }
  return undefined;
}

function setReachability(action: ReachabilityAction, world: World): void {
  const { users, identities } = world.store.service(world.store.configuration.defaultChatServiceSid).contents;
  const user = users.get(identities.get(action.identity) ?? '');
  if (!user) throw new EmulatorInputError(['identity names no user']);
  world.store.putUser({
    ...user,
    isOnline: action.isOnline,
    isNotifiable: action.isNotifiable ?? user.isNotifiable,
  });
}

function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
