import type { BusEntry } from '../events/event-bus.ts';
import type { TimelineCursor, TimelineStep } from '../events/timeline-step.ts';
import type { TimelineSubscription } from '../events/timeline-subscriber.ts';
import type { Timelines } from '../events/timelines.ts';

/** How a conversation is followed. */
export interface FollowRequest {
  readonly conversationSid: string;
  readonly after: TimelineCursor;
  /** Whether the viewer joined it at the time of `after`: its messages are then read at once, and not when something happens. @default false */
  readonly isJoining?: boolean | undefined;
  /** See the timeline's request. */
  readonly sureUntil?: number | undefined;
  readonly past?: Promise<readonly BusEntry[] | null> | undefined;
}

/** The conversations that a viewer's stream follows now. */
export interface InboxFollowing {
  /** Follows a conversation unless it is followed; its steps come when `begin` was called, what it missed first. */
  follow(request: FollowRequest): void;
  unfollow(conversationSid: string): void;
  isFollowed(conversationSid: string): boolean;
  conversations(): readonly string[];
  /** Resolves when nothing can be missed any more in what is followed now. */
  ready(): Promise<void>;
  /** What happened after the cursors in what is followed now, conversation by conversation; then come live steps. */
  begin(): Promise<readonly ConversationStep[]>;
  /** The client has a step, or needs it no more. */
  told(step: ConversationStep): void;
  /** The client is about to read everything anew: what it was not told yet it needs no more. */
  toldAll(): void;
  /** What the client has of a conversation; null where it is not followed. */
  placeOf(conversationSid: string): TimelineCursor | null;
  end(): void;
}

/** A step of one of the viewer's conversations. */
export interface ConversationStep {
  readonly conversationSid: string;
  readonly step: TimelineStep;
}

/** Follows nothing yet. */
export function createInboxFollowing(options: {
  readonly timelines: Pick<Timelines, 'subscribe'>;
  readonly take: (step: ConversationStep) => void;
}): InboxFollowing {
  const { timelines, take } = options;
  const followed = new Map<string, Followed>();
  let hasBegun = false;

  const stepOf = (entry: Followed, step: TimelineStep): ConversationStep => {
    const { conversationSid } = entry;
    const conversationStep = { conversationSid, step };
    entry.untold.add(conversationStep);
    return conversationStep;
  };
  /** Lets the steps of a conversation through, what it missed first. */
  const open = async (entry: Followed): Promise<readonly ConversationStep[]> => {
    const history = await entry.subscription.history;
    if (entry.hasEnded) return [];
    entry.isOpen = true;
    return [...history, ...entry.waiting.splice(0)].map((step) => stepOf(entry, step));
  };

  return {
    follow({ conversationSid, isJoining = false, ...request }) {
      if (followed.has(conversationSid)) return;
      const waiting: TimelineStep[] = [];
      const subscription = timelines.subscribe({
        ...request,
        conversationSid,
        isPatient: !isJoining,
        taker: {
          take(step) {
            if (entry.isOpen) take(stepOf(entry, step));
            else waiting.push(step);
          },
        },
      });
      const { after } = request;
      const entry: Followed = {
        conversationSid,
        subscription,
        waiting,
        untold: new Set(),
        has: after,
        isOpen: false,
        hasEnded: false,
      };
      followed.set(conversationSid, entry);
      if (!hasBegun) return;
      void open(entry).then((steps) => {
        for (const step of steps) take(step);
      });
    },
    unfollow(conversationSid) {
      const entry = followed.get(conversationSid);
      if (!entry) return;
      followed.delete(conversationSid);
      close(entry);
    },
    isFollowed: (conversationSid) => followed.has(conversationSid),
    conversations: () => [...followed.keys()],
    async ready() {
      await Promise.all([...followed.values()].map(({ subscription }) => subscription.ready));
    },
    async begin() {
      hasBegun = true;
      const steps = await Promise.all([...followed.values()].map(open));
      return steps.flat();
    },
    told(conversationStep) {
      const entry = followed.get(conversationStep.conversationSid);
      // A step from before the conversation was left and joined again says nothing of where the client stands now.
      if (!entry?.untold.delete(conversationStep)) return;
      const { cursor } = conversationStep.step;
      if (cursor.index !== null) entry.has = cursor;
    },
    toldAll() {
      for (const entry of followed.values()) {
        entry.untold.clear();
        if (entry.isOpen) entry.has = standingOf(entry);
      }
    },
    placeOf(conversationSid) {
      const entry = followed.get(conversationSid);
      return entry ? standingOf(entry) : null;
    },
    end() {
      for (const entry of followed.values()) close(entry);
      followed.clear();
    },
  };
}

interface Followed {
  readonly conversationSid: string;
  readonly subscription: TimelineSubscription;
  /** Live steps that came before the history was handed on. */
  readonly waiting: TimelineStep[];
  /** Steps that were handed on, and that the client does not have yet. */
  readonly untold: Set<ConversationStep>;
  /** What the client has, as the last step says that said it. */
  has: TimelineCursor;
  isOpen: boolean;
  hasEnded: boolean;
}

/** Who has all that there is stands where the timeline stands, also where it learnt more without having to tell anything. */
function standingOf(entry: Followed): TimelineCursor {
  if (!entry.isOpen || entry.untold.size > 0) return entry.has;
  const cursor = entry.subscription.cursor();
  return cursor.index === null ? entry.has : cursor;
}

function close(entry: Followed): void {
  entry.hasEnded = true;
  entry.isOpen = false;
  entry.subscription.end();
}
