import type { BusEntry } from '../events/event-bus.ts';
import type { TimelineCursor, TimelineStep } from '../events/timeline-step.ts';
import type { TimelineSubscription } from '../events/timeline-subscriber.ts';
import type { Timelines } from '../events/timelines.ts';

/** How a conversation is followed. */
export interface FollowRequest {
  readonly conversationSid: string;
  readonly after: TimelineCursor | null;
  readonly past?: Promise<readonly BusEntry[] | null> | undefined;
  readonly isTold?: ((messageSid: string) => boolean) | undefined;
}

/** The conversations that a viewer's stream follows now. */
export interface InboxFollowing {
  /** Follows a conversation unless it is followed; its steps come when `begin` was called, what it missed first. */
  follow(request: FollowRequest): void;
  unfollow(conversationSid: string): void;
  isFollowed(conversationSid: string): boolean;
  /** Resolves when nothing can be missed any more in what is followed now. */
  ready(): Promise<void>;
  /** What happened after the cursors in what is followed now, conversation by conversation; then come live steps. */
  begin(): Promise<readonly ConversationStep[]>;
  /** From where in the bus on something is known but not told yet; null when nothing is. */
  heldFrom(): number | null;
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

  /** Lets the steps of a conversation through, what it missed first. */
  const open = async (entry: Followed): Promise<readonly ConversationStep[]> => {
    const history = await entry.subscription.history;
    if (entry.hasEnded) return [];
    entry.isOpen = true;
    const steps = [...history, ...entry.waiting.splice(0)];
    return steps.map((step) => ({ conversationSid: entry.conversationSid, step }));
  };

  return {
    follow({ conversationSid, ...request }) {
      if (followed.has(conversationSid)) return;
      const waiting: TimelineStep[] = [];
      const subscription = timelines.subscribe({
        ...request,
        conversationSid,
        isPatient: true,
        take(step) {
          if (entry.isOpen) take({ conversationSid, step });
          else waiting.push(step);
        },
      });
      const entry: Followed = { conversationSid, subscription, waiting, isOpen: false, hasEnded: false };
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
    async ready() {
      await Promise.all([...followed.values()].map(({ subscription }) => subscription.ready));
    },
    async begin() {
      hasBegun = true;
      const steps = await Promise.all([...followed.values()].map(open));
      return steps.flat();
    },
    heldFrom() {
      let lowest: number | null = null;
      for (const { subscription } of followed.values()) {
        const held = subscription.heldFrom();
        if (held !== null && (lowest === null || held < lowest)) lowest = held;
      }
      return lowest;
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
  isOpen: boolean;
  hasEnded: boolean;
}

function close(entry: Followed): void {
  entry.hasEnded = true;
  entry.isOpen = false;
  entry.subscription.end();
}
