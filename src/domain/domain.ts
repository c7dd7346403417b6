import type { AnswerBasis } from '../answer-basis.ts';
import type { BusPosition, EventBus } from '../events/event-bus.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import { createAccess, type Viewer } from './access.ts';
import { type Audience, createAudienceAccess } from './audience-access.ts';
import { openConversationEvents } from './conversation-events.ts';
import { type Conversations, createConversations } from './conversation.ts';
import { encodeConversationCursor } from './event-cursor.ts';
import { encodeInboxCursor } from './inbox-cursor.ts';
import { placesOf, sumOf } from './inbox-place.ts';
import { openInboxEvents } from './inbox-events.ts';
import { createInboxList, type InboxList, type InboxOrder } from './inbox-list.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { DeliveryWatch } from './live-delivery.ts';
import type { LiveEvent } from './live-event.ts';
import type { LiveStream } from './live-sharing.ts';
import type { LiveServices } from './live-stream.ts';
import { createMessages, type Messages } from './message.ts';
import { createParticipants, type Participants } from './participant.ts';
import type { ReadHorizonAdvancer } from './read-horizon.ts';
import type { MessageSender } from './send-message.ts';
import { recordShownMessages } from './shown-messages.ts';
import { createUsers, type Users } from './user.ts';

/** Everything that one viewer can read, do and follow, behind one access decision; or what all members of a conversation can read. */
export interface Domain {
  readonly conversations: Conversations;
  readonly inbox: Inbox;
  readonly inboxList: InboxList;
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
  }): Promise<LiveStream>;
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
  /** What live streams need; queries and mutations share some of it. */
  readonly live: LiveServices;
  readonly inboxOrder: InboxOrder;
  readonly readHorizon: ReadHorizonAdvancer;
  readonly sender: MessageSender;
  /** Ids for messages that come without one; never the same one twice. */
  readonly newClientMessageId: () => string;
  readonly delivery: DeliveryWatch;
}

/** What is of one request. */
export interface RequestScope {
  readonly viewer: Viewer | Audience;
  /** The request's own view of Twilio, which reads each thing once. */
  readonly api: ConversationsApi;
  /** Where the stream of events stood when the request began: before anything was read. */
  readonly position: BusPosition;
  /** Tells of conversations whether anything happened in one of them since then, to its messages and participants too. */
  readonly changesOf: (conversationSids: readonly string[]) => () => boolean;
  readonly signal?: AbortSignal | undefined;
  /** Is told what the request's answer rests on, beside what `api` reads. */
  readonly basis?: AnswerBasis | undefined;
}

/** How old the place in a stream may be that an answer given again names, in milliseconds: the bus remembers more than that. */
const keptPositionAgeMaxMs = 5_000;

/** The domain for one viewer and one request. */
export function createDomain(
  { delivery, inboxOrder, live, newClientMessageId, readHorizon, sender }: DomainOptions,
  scope: RequestScope,
): Domain {
  const { bus, clock, cursors } = live;
  const { api, basis, changesOf, position, signal, viewer } = scope;
  const accessOver = (over: ConversationsApi) =>
    'membersOf' in viewer
      ? createAudienceAccess({ api: over, audience: viewer })
      : createAccess({ api: over, viewer });
  const access = accessOver(api);
  const users = createUsers({ api, access });

  /** A stream outlives its request: it reads through the shared view, and its access decisions are not remembered ones. */
  const accessOfStreams = () => accessOver(live.api);
  const takenAt = clock.wallTime();
  const shown = recordShownMessages(
    createMessages({ api, access, cursors, readHorizon, sender, newClientMessageId }),
    { at: { ...position, takenAt } },
  );

  const conversations = createConversations({ api, access, cursors, clock, signal });
  const inboxList = createInboxList({ api, access, cursors, clock, order: inboxOrder, basis });

  const restOnPosition = (conversationSids: readonly string[]) => {
    basis?.limitAge(keptPositionAgeMaxMs);
    basis?.restOn(isPositionGood({ bus, position, hasChanged: changesOf(conversationSids) }));
  };

  return {
    conversations: {
      ...conversations,
      get: (conversation) => shown.whileReading(conversations.get(conversation)),
      list: (request) => shown.whileReading(conversations.list(request)),
    },
    inbox: createInbox({ api, access }),
    inboxList: { ...inboxList, page: (request) => shown.whileReading(inboxList.page(request)) },
    messages: shown.messages,
    participants: createParticipants({ api, access, cursors, knownFriendlyName: users.knownFriendlyName }),
    users,
    live: {
      conversationEvents: async (request) =>
        delivery.watch(await openConversationEvents({ ...request, access: accessOfStreams() }, live)),
      async inboxEvents(request) {
        const options = { ...live, access: accessOfStreams() };
        return delivery.watch(await openInboxEvents(request, { ...options, inbox: createInbox(options) }));
      },
      async conversationCursor(conversationSid) {
        restOnPosition([conversationSid]);
        return encodeConversationCursor(cursors, conversationSid, await shown.cursor(conversationSid));
      },
      async inboxCursor() {
        const { identity } = access.viewer;
        if (identity === null) return null;
        // Without them nobody would know of what the viewer left or joined between the query and the stream.
        const sids = await inboxList.conversationSids();
        restOnPosition(sids ?? []);
        return encodeInboxCursor(cursors, identity, {
          ...position,
          followedSince: takenAt,
          conversations: sids === null ? null : sumOf(sids),
          places: placesOf(await shown.cursors()),
        });
      },
    },
  };
}

/**
 * Whether a stream that goes on from a position tells the same as from now. A function of its own, because it may
 * outlive the request that it is made for.
 */
function isPositionGood(options: {
  readonly bus: Pick<EventBus, 'position'>;
  readonly position: BusPosition;
  readonly hasChanged: () => boolean;
}): () => boolean {
  const { bus, position, hasChanged } = options;
  return () => bus.position().epoch === position.epoch && !hasChanged();
}
