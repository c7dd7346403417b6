import type { Api, InternalRequest } from './api.ts';
import { demoSeed } from './demo-seed.ts';
import { TwilioError } from './error-table.ts';
import type { WriteOrigin } from './exchange.ts';
import { EmulatorInputError } from './input-error.ts';
import type { World } from './world.ts';
import type { Form, Json } from './wire.ts';

/** A user to create. */
export interface UserSeed {
  readonly identity: string;
  readonly friendlyName?: string;
  /** JSON text, or any other JSON value, which is written as text. */
  readonly attributes?: Json;
  /** Name of a service role. @default the service's default role */
  readonly roleFriendlyName?: string;
}

/** A participant to add: an identity, an address, or a group text's identity with its projected address. */
export interface ParticipantSeed {
  readonly identity?: string;
  readonly messagingBinding?: {
    readonly address?: string;
    readonly proxyAddress?: string;
    readonly projectedAddress?: string;
  };
  readonly attributes?: Json;
  /** Name of a conversation role. @default the service's default role */
  readonly roleFriendlyName?: string;
  /** Read horizon; unset when left out. */
  readonly lastReadMessageIndex?: number;
}

/** A message to create. */
export interface MessageSeed {
  readonly author?: string;
  readonly body: string;
  readonly attributes?: Json;
  /** ISO 8601. @default now */
  readonly dateCreated?: string;
}

/** A conversation to create in the default service. */
export interface ConversationSeed {
  readonly friendlyName?: string;
  readonly uniqueName?: string;
  readonly attributes?: Json;
  /** ISO 8601. @default now */
  readonly dateCreated?: string;
  /** The state after everything else was done. @default 'active' */
  readonly state?: 'active' | 'inactive' | 'closed';
  readonly participants?: readonly ParticipantSeed[];
  readonly messages?: readonly MessageSeed[];
}

/** Resources in numbers, where only their amount matters. */
export interface GeneratedSeed {
  /** 0 to 10,000. */
  readonly conversations: number;
  /** Per conversation, 0 to 1,000; identities are `user-1`, `user-2` and so on. */
  readonly participants?: number;
  /** Per conversation, 0 to 10,000; authors take turns. */
  readonly messages?: number;
  /** Takes part in every conversation, as the first of its participants. */
  readonly identity?: string;
}

/** What to put into the default service. No webhook hears of it. */
export interface EmulatorSeed {
  readonly users?: readonly UserSeed[];
  readonly conversations?: readonly ConversationSeed[];
  readonly generate?: GeneratedSeed;
}

/** A ready-made seed: `demo` is a small cast with a handful of conversations. */
export interface EmulatorSeedPreset {
  readonly preset: 'demo';
}

/** What a seed created, in its own order. */
export interface SeedResult {
  readonly users: readonly { readonly sid: string; readonly identity: string }[];
  readonly conversations: readonly {
    readonly sid: string;
    readonly uniqueName: string | null;
    readonly participantSids: readonly string[];
    readonly messageSids: readonly string[];
  }[];
}

const silently: WriteOrigin = { source: 'API', clientIdentity: null, isAnnounced: false };

/**
 * Puts a seed into the default service, by the same rules as requests. Not atomic: what was created before a fault stays.
 * @throws {EmulatorInputError} when Twilio would refuse a part of it, naming that part.
 */
export function applySeed(
  seed: EmulatorSeed | EmulatorSeedPreset,
  parts: { api: Api; world: World },
): SeedResult {
  const { api, world } = parts;
  const planned = 'preset' in seed ? demoSeed(world.clock.now()) : seed;

  const write = (where: string, path: string, parameters: Readonly<Record<string, string | undefined>>) => {
    const request: InternalRequest = { method: 'POST', path, form: formOf(parameters), origin: silently };
    try {
      return sidOf(api.perform(request).body);
    } catch (error) {
      if (error instanceof TwilioError)
        throw new EmulatorInputError([`${where}: ${error.message} (${error.code})`]);
      throw error;
    }
  };

  const seedUser = (user: UserSeed, where: string) => {
    const { identities } = world.store.service(world.store.configuration.defaultChatServiceSid).contents;
    const sid = identities.get(user.identity);
    // Somebody whom an earlier seed added on the fly is completed rather than refused.
    return {
      identity: user.identity,
      sid: write(where, sid === undefined ? '/Users' : `/Users/${sid}`, {
        Identity: sid === undefined ? user.identity : undefined,
        FriendlyName: user.friendlyName,
        Attributes: attributesText(user.attributes),
        RoleSid: roleSid(world, 'service', user.roleFriendlyName, where),
      }),
    };
  };

  const seedConversation = (conversation: ConversationSeed, where: string) => {
    const sid = write(where, '/Conversations', {
      FriendlyName: conversation.friendlyName,
      UniqueName: conversation.uniqueName,
      Attributes: attributesText(conversation.attributes),
      DateCreated: conversation.dateCreated,
    });
    const path = `/Conversations/${sid}`;
    const participants = (conversation.participants ?? []).map((participant, at) =>
      write(`${where}.participants[${at}]`, `${path}/Participants`, {
        Identity: participant.identity,
        'MessagingBinding.Address': participant.messagingBinding?.address,
        'MessagingBinding.ProxyAddress': participant.messagingBinding?.proxyAddress,
        'MessagingBinding.ProjectedAddress': participant.messagingBinding?.projectedAddress,
        Attributes: attributesText(participant.attributes),
        RoleSid: roleSid(world, 'conversation', participant.roleFriendlyName, where),
      }),
    );
    const messageSids = (conversation.messages ?? []).map((message, at) =>
      write(`${where}.messages[${at}]`, `${path}/Messages`, {
        Author: message.author,
        Body: message.body,
        Attributes: attributesText(message.attributes),
        DateCreated: message.dateCreated,
      }),
    );
    for (const [at, { lastReadMessageIndex }] of (conversation.participants ?? []).entries()) {
      if (lastReadMessageIndex === undefined) continue;
      write(`${where}.participants[${at}]`, `${path}/Participants/${participants[at]}`, {
        LastReadMessageIndex: String(lastReadMessageIndex),
      });
    }
    if (conversation.state !== undefined && conversation.state !== 'active') {
      write(where, path, { State: conversation.state });
    }
    return { sid, uniqueName: conversation.uniqueName ?? null, participantSids: participants, messageSids };
  };

  const users = (planned.users ?? []).map((user, at) => seedUser(user, `users[${at}]`));
  const conversations = (planned.conversations ?? []).map((conversation, at) =>
    seedConversation(conversation, `conversations[${at}]`),
  );
  for (let at = 0; at < (planned.generate?.conversations ?? 0); at += 1) {
    const generated = generateConversation(planned.generate ?? { conversations: 0 }, at);
    conversations.push(seedConversation(generated, `generate[${at}]`));
  }
  return { users, conversations };
}

function generateConversation(wanted: GeneratedSeed, at: number): ConversationSeed {
  const identities = Array.from({ length: wanted.participants ?? 0 }, (_, place) => `user-${place + 1}`);
  if (wanted.identity !== undefined && !identities.includes(wanted.identity)) {
    identities.unshift(wanted.identity);
    if (identities.length > Math.max(1, wanted.participants ?? 0)) identities.pop();
  }
  return {
    friendlyName: `Conversation ${at + 1}`,
    participants: identities.map((identity) => ({ identity })),
    messages: Array.from({ length: wanted.messages ?? 0 }, (_, place) => {
      const author = identities[place % Math.max(1, identities.length)];
      return { body: `Message ${place + 1}`, ...(author === undefined ? {} : { author }) };
    }),
  };
}

function roleSid(
  world: World,
  type: 'conversation' | 'service',
  friendlyName: string | undefined,
  where: string,
): string | undefined {
  if (friendlyName === undefined) return undefined;
  const { roles } = world.store.service(world.store.configuration.defaultChatServiceSid).contents;
  const role = roles.rows.find((row) => row.type === type && row.friendlyName === friendlyName);
  if (!role) throw new EmulatorInputError([`${where}: roleFriendlyName names no ${type} role`]);
  return role.sid;
}

function attributesText(attributes: Json | undefined): string | undefined {
  return attributes === undefined || typeof attributes === 'string' ? attributes : JSON.stringify(attributes);
}

function formOf(parameters: Readonly<Record<string, string | undefined>>): Form {
  const form = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, [value]);
  return form;
}

function sidOf(body: { readonly [key: string]: Json } | null): string {
  const sid = body?.['sid'];
  if (typeof sid !== 'string') throw new Error('a created resource has no sid');
  return sid;
}
