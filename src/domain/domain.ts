import type { Clock } from '../clock.ts';
import type { BusPosition, EventBus } from '../events/event-bus.ts';
import type { Timelines } from '../events/timelines.ts';
import type { Log } from '../log.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import { createAccess, type Viewer } from './access.ts';
import { openConversationEvents } from './conversation-events.ts';
import { type Conversations, createConversations } from './conversation.ts';
import type { CursorCodec } from './cursor.ts';
import { encodeConversationCursor } from './event-cursor.ts';
import { encodeInboxCursor } from './inbox-cursor.ts';
import { sumOf } from './inbox-place.ts';
import { openInboxEvents } from './inbox-events.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { DeliveryWatch } from './live-delivery.ts';
import type { LiveEvent } from './live-event.ts';
import type { LiveMetrics, LiveOptions } from './live-stream.ts';
import type { MembershipSweeper } from './membership-sweeper.ts';
import { createMessages, type Messages } from './message.ts';
import { createParticipants, type Participants } from './participant.ts';
import type { ReadHorizonAdvancer } from './read-horizon.ts';
import type { MessageSender } from './send-message.ts';
import { recordShownMessages } from './shown-messages.ts';
import { createUsers, type Users } from './user.ts';

/** Everything that one viewer can read, do and follow, behind one access decision. */
export interface Domain {
  readonly conversations: Conversations;
  readonly inbox: Inbox;
  readonly messages: Messages;
  readonly participants: Participants;
  readonly users: Users;
  readonly live: Live;
}

/** What one viewer can follow. */
export interface Live {
  conversationEvents(request: {
    readonly conversationSid: string;
    readonly after: string | null | undefined;
  }): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>>;
  inboxEvents(request: {
    readonly after: string | null | undefined;
  }): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>>;
  /** Where a subscription to the conversation takes over from this request's answers. */
  conversationCursor(conversationSid: string): Promise<string>;
  /** Where a subscription to the viewer's inbox takes over from this request's answers; null without an identity. */
  inboxCursor(): Promise<string | null>;
}

/** What stays the same over all requests. */
export interface DomainOptions {
  /** The shared view of Twilio. */
  readonly api: ConversationsApi;
  readonly bus: EventBus;
  readonly timelines: Timelines;
  readonly memberships: MembershipSweeper;
  readonly cursors: CursorCodec;
  readonly readHorizon: ReadHorizonAdvancer;
  readonly sender: MessageSender;
  /** Ids for messages that come without one; never the same one twice. */
  readonly newClientMessageId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: LiveMetrics;
  readonly delivery: DeliveryWatch;
  readonly queuedEventsMax?: number | undefined;
}

/** What is of one request. */
export interface RequestScope {
  readonly viewer: Viewer;
  /** The request's own view of Twilio, which reads each thing once. */
  readonly api: ConversationsApi;
  /** Where the stream of events stood when the request began: before anything was read. */
  readonly position: BusPosition;
  readonly signal?: AbortSignal | undefined;
}

/** The domain for one viewer and one request. */
export function createDomain(options: DomainOptions, scope: RequestScope): Domain {
  const { bus, clock, cursors, log, metrics, newClientMessageId, queuedEventsMax } = options;
  const { delivery, memberships, readHorizon, sender, timelines } = options;
  const { api, position, signal, viewer } = scope;
  const access = createAccess({ api, viewer });
  const users = createUsers({ api, access });

  /** A stream outlives its request: it reads through the shared view, and its access decisions are not remembered ones. */
  const liveOptions = (): LiveOptions & { readonly inbox: Inbox } => {
    const liveAccess = createAccess({ api: options.api, viewer });
    const inbox = createInbox({ api: options.api, access: liveAccess, cursors });
    const { api: sharedApi } = options;
    return {
      api: sharedApi,
      access: liveAccess,
      bus,
      timelines,
      memberships,
      cursors,
      clock,
      log,
      metrics,
      queuedEventsMax,
      inbox,
    };
  };
  const takenAt = clock.now();
  const shown = recordShownMessages(
    createMessages({ api, access, cursors, readHorizon, sender, newClientMessageId }),
    { ...position, takenAt },
  );

  const inbox = createInbox({ api, access, cursors });

  return {
    conversations: createConversations({ api, access, cursors, clock, signal }),
    inbox,
    messages: shown.messages,
    participants: createParticipants({ api, access, cursors, knownFriendlyName: users.knownFriendlyName }),
    users,
    live: {
      conversationEvents: async (request) =>
        delivery.watch(await openConversationEvents(request, liveOptions())),
      inboxEvents: async (request) => delivery.watch(await openInboxEvents(request, liveOptions())),
      conversationCursor: async (conversationSid) =>
        encodeConversationCursor(cursors, conversationSid, await shown.cursor(conversationSid)),
      async inboxCursor() {
        if (viewer.identity === null) return null;
        // Without them nobody would know of what the viewer left or joined between the query and the stream.
        const sids = (await inbox.all()).map(({ conversation }) => conversation.sid);
        return encodeInboxCursor(cursors, viewer.identity, {
          ...position,
          followedSince: takenAt,
          conversations: sumOf(sids),
          places: new Map(),
        });
      },
    },
  };
}
