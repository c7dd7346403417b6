import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';

/** Options of {@link createActivityIndex}. */
export interface ActivityIndexOptions {
  readonly clock: Clock;
  /** Conversations remembered; at the bound the one not asked for or heard of for longest is forgotten. @default 50_000 */
  readonly conversationsMax?: number | undefined;
  /** How long an activity is believed without a word of Twilio, in milliseconds: webhooks may be lost. @default 1_800_000 */
  readonly trustedMs?: number | undefined;
}

/**
 * Remembers when something was last said in each conversation: from events, and from whatever pages of newest messages are read
 * for anybody. Twilio's list of a user's conversations does not tell it, and reading it costs a call for each conversation.
 */
export interface ActivityIndex {
  /** When the newest message was created, in milliseconds; null where there is none, undefined where that is not known. */
  lastMessageAt(conversationSid: string): number | null | undefined;
  /** Whether it is worth a call to look again: nothing is known, or what is known may be out of date. */
  isDoubtful(conversationSid: string): boolean;
  /** Takes what an event tells. */
  note(event: GatewayEvent): void;
  /** Events may have passed unheard: everything known is doubtful from now on. */
  doubt(): void;
  /** The same API; its pages of newest messages are learnt from on their way. */
  watch<Api extends ConversationsApi>(api: Api): Api;
}

interface Activity {
  /** Of the newest message; -1 where there is none. */
  readonly index: number;
  readonly at: number | null;
  readonly learntAt: number;
  /** The newest message was removed: the one before it is not known. */
  readonly isDoubtful: boolean;
}

/** How long after a change a read of Twilio's may still show what was before, in milliseconds. */
const settlingMs = 10_000;

/** An index that knows nothing yet. */
export function createActivityIndex(options: ActivityIndexOptions): ActivityIndex {
  const { clock, conversationsMax = 50_000, trustedMs = 1_800_000 } = options;
  // Not `max`: room for that many would be taken at once.
  const activities = new LRUCache<string, Activity>({ maxSize: conversationsMax, sizeCalculation: () => 1 });
  let doubtedAt = Number.NEGATIVE_INFINITY;

  const learn = (conversationSid: string, newest: Message | undefined, readStartedAt: number) => {
    const known = activities.get(conversationSid);
    const index = newest?.index ?? -1;
    // Messages only grow newer, save by removals: a page that knows less was read too early, or something was removed unheard.
    if (known !== undefined && index < known.index && !known.isDoubtful) {
      if (readStartedAt < known.learntAt + settlingMs) return;
    }
    const at = newest?.createdAt.getTime() ?? null;
    activities.set(conversationSid, {
      index,
      at: index === known?.index ? finerOf(known.at, at) : at,
      learntAt: readStartedAt,
      isDoubtful: false,
    });
  };

  return {
    lastMessageAt: (conversationSid) => activities.get(conversationSid)?.at,
    isDoubtful(conversationSid) {
      const known = activities.peek(conversationSid);
      if (known === undefined || known.isDoubtful) return true;
      return known.learntAt < doubtedAt || known.learntAt + trustedMs < clock.now();
    },
    note(event) {
      if (event.kind === 'MessageAdded') {
        const { conversationSid, message } = event;
        const known = activities.peek(conversationSid);
        const isRepeated = message.index === known?.index && !known.isDoubtful;
        if (isRepeated || message.index > (known?.index ?? -1)) learn(conversationSid, message, clock.now());
      }
      if (event.kind === 'MessageRemoved') {
        const known = activities.peek(event.conversationSid);
        if (known !== undefined && event.index >= known.index)
          activities.set(event.conversationSid, { ...known, isDoubtful: true });
      }
      if (event.kind === 'ConversationRemoved') activities.delete(event.conversationSid);
    },
    doubt() {
      doubtedAt = clock.now();
    },
    watch: (api) => ({
      ...api,
      async listMessages(request, call) {
        const startedAt = clock.now();
        const page = await api.listMessages(request, call);
        if (request.order === 'desc' && request.pageToken === undefined)
          learn(request.conversationSid, page.items[0], startedAt);
        return page;
      },
    }),
  };
}

/**
 * Of two times at which one message was created the one that tells more: webhooks have milliseconds, where REST has whole seconds.
 * All gateways hear the webhooks, so that they agree on the order in which messages of one second stand.
 */
function finerOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return other;
  return Math.max(one, other);
}
