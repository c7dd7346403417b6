import { createActivityIndex } from '../../../src/domain/activity-index.ts';
import { createActivityWarming } from '../../../src/domain/activity-warming.ts';
import { createCursorCodec, type CursorCodec } from '../../../src/domain/cursor.ts';
import { createInboxList, type InboxList } from '../../../src/domain/inbox-list.ts';
import { createInboxWalks } from '../../../src/domain/inbox-walks.ts';
import { silentLog } from '../../../src/log.ts';
import type { Message, UserConversation } from '../../../src/model.ts';
import type { ConversationsApi, Page } from '../../../src/upstream/conversations-api.ts';
import { createManualClock, type ManualClock } from '../upstream/manual-clock.ts';

/** One user's conversations at Twilio, on the test's own clock, and the gateways that show them. */
export interface InboxAccount {
  readonly clock: ManualClock;
  /** The viewer comes into a new conversation; the newest is the first in Twilio's list. */
  join(): string;
  leave(conversationSid: string): void;
  /** Somebody writes; every gateway hears of it, unless its webhook is lost. */
  say(conversationSid: string, options?: { readonly isUnheard?: boolean }): void;
  removeNewest(conversationSid: string): void;
  /** The sids by what was last said, as Twilio knows it. */
  exactOrder(): readonly string[];
  /** How long Twilio takes for each page of rows, in milliseconds. */
  setPageMs(pageMs: number): void;
  /** Reads of a newest message so far. */
  readonly messageReads: () => number;
  /** A gateway that knows nothing yet. */
  startGateway(epoch: string): InboxGateway;
}

/** What one process knows. */
export interface InboxGateway {
  readonly list: InboxList;
  readonly cursors: CursorCodec;
  /** Lets the background read all it wants to. */
  warm(): Promise<void>;
  stop(): void;
}

/** Whose inbox it is. */
export const identity = 'alice';

/** An account without conversations. */
export function createInboxAccount(): InboxAccount {
  const manualClock = createManualClock();
  let ticks = 0;
  const now = () => manualClock.now() + ticks * 1_000;
  const clock: ManualClock = { ...manualClock, now, wallTime: now };
  const conversations = new Map<string, { readonly createdAt: number; readonly messages: Message[] }>();
  const members: string[] = [];
  const listeners = new Set<(conversationSid: string, message: Message, isRemoved: boolean) => void>();
  let pageMs = 0;
  let reads = 0;
  /** No two things happen within one second, so that there is one right order. */
  const tick = () => {
    ticks += 1;
    return clock.now();
  };

  const rowOf = (sid: string): UserConversation => {
    const createdAt = new Date(conversations.get(sid)?.createdAt ?? 0);
    return {
      conversation: {
        sid,
        uniqueName: null,
        friendlyName: null,
        state: 'active',
        attributes: {},
        timers: { inactiveAt: null, closedAt: null },
        createdAt,
        updatedAt: createdAt,
      },
      participantSid: 'MB',
      userSid: 'US',
      unreadMessagesCount: 1,
      lastReadMessageIndex: 0,
      notificationLevel: 'default',
    };
  };
  const api: Pick<ConversationsApi, 'listMessages' | 'listUserConversations'> = {
    async listMessages({ conversationSid }): Promise<Page<Message>> {
      reads += 1;
      const newest = conversations.get(conversationSid)?.messages.at(-1);
      return { items: newest ? [newest] : [], nextPageToken: null };
    },
    // Twilio's token names the row that the page begins behind.
    async listUserConversations({ pageToken, pageSize = 50 }): Promise<Page<UserConversation>> {
      if (pageMs > 0) await new Promise<void>((resolve) => clock.setTimer(resolve, pageMs));
      const places = members.toReversed();
      const behind = pageToken === undefined ? Number.POSITIVE_INFINITY : Number(pageToken);
      const rest = places.filter((sid) => ordinalOf(sid) < behind);
      const items = rest.slice(0, pageSize).map(rowOf);
      const last = items.at(-1);
      const nextPageToken = rest.length > pageSize && last ? String(ordinalOf(last.conversation.sid)) : null;
      return { items, nextPageToken };
    },
  };

  return {
    clock,
    join() {
      const sid = `CH${String(conversations.size + 1).padStart(32, '0')}`;
      conversations.set(sid, { createdAt: tick(), messages: [] });
      members.push(sid);
      return sid;
    },
    leave(sid) {
      const at = members.indexOf(sid);
      if (at !== -1) members.splice(at, 1);
    },
    say(sid, { isUnheard = false } = {}) {
      const messages = conversations.get(sid)?.messages;
      if (!messages) return;
      const message = messageOf(sid, (messages.at(-1)?.index ?? -1) + 1, tick());
      messages.push(message);
      if (!isUnheard) for (const listener of listeners) listener(sid, message, false);
    },
    removeNewest(sid) {
      const message = conversations.get(sid)?.messages.pop();
      if (message) for (const listener of listeners) listener(sid, message, true);
    },
    exactOrder() {
      const activeAt = (sid: string) => {
        const conversation = conversations.get(sid);
        return conversation?.messages.at(-1)?.createdAt.getTime() ?? conversation?.createdAt ?? 0;
      };
      return members.toSorted((one, other) => activeAt(other) - activeAt(one));
    },
    setPageMs(next) {
      pageMs = next;
    },
    messageReads: () => reads,
    startGateway(epoch) {
      const activity = createActivityIndex({ clock });
      const watched = activity.watch(api as ConversationsApi);
      const warming = createActivityWarming({ api: watched, activity, clock, log: silentLog });
      listeners.add((conversationSid, message, isRemoved) => {
        const head = { conversationSid, occurredAt: message.createdAt };
        if (isRemoved)
          activity.note({ kind: 'MessageRemoved', ...head, messageSid: message.sid, index: message.index });
        else activity.note({ kind: 'MessageAdded', ...head, message });
      });
      const cursors = createCursorCodec({ keys: () => [Buffer.from('the same key in every gateway')] });
      return {
        cursors,
        list: createInboxList({
          api,
          access: { requireIdentity: () => identity },
          cursors,
          clock,
          order: { activity, warming, walks: createInboxWalks({ clock, epoch }) },
        }),
        warm: () => clock.advance(10_000),
        stop: () => warming.close(),
      };
    },
  };
}

function ordinalOf(conversationSid: string): number {
  return Number(conversationSid.slice(2));
}

function messageOf(conversationSid: string, index: number, at: number): Message {
  return {
    sid: `IM${index}`,
    conversationSid,
    index,
    author: 'bob',
    participantSid: null,
    body: 'Ahoy',
    attributes: {},
    media: [],
    contentSid: null,
    delivery: null,
    createdAt: new Date(at),
    updatedAt: new Date(at),
  };
}
