import { type Alarm, createAlarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { SweepPace } from '../events/sweep-pace.ts';
import { staleMs } from '../events/timeline-rules.ts';
import type { Log } from '../log.ts';
import type { UserConversation } from '../model.ts';
import type { CallOptions, ConversationsApi } from '../upstream/conversations-api.ts';

/** A membership on which a stream stands. */
export interface WatchedMembership {
  readonly conversationSid: string;
  readonly participantSid: string;
  /** When it was last heard or read of, in milliseconds by the gateway's clock. */
  readonly knownAt: number;
}

/** A stream whose memberships are looked after. */
export interface MembershipWatch {
  /** The memberships as the stream has them now. */
  memberships(): readonly WatchedMembership[];
  /** Whether conversations that the viewer joined are to be found too. */
  readonly isInbox: boolean;
}

/** Looking after the memberships of one stream. */
export interface WatchedViewer {
  /** What was read contradicts what was heard: looks again once no read can be that old. */
  doubt(): void;
  /** Ends it; may be called more than once. */
  end(): void;
}

/**
 * Finds removals and joinings of which no webhook told, and tells them as if one had. Looks once a minute, less often when more
 * viewers are live than the pace has calls for, and soon after events may have passed unheard.
 */
export interface MembershipSweeper {
  /** Looks after the memberships of the viewer with that identity, as a stream has them. */
  watch(identity: string, watch: MembershipWatch): WatchedViewer;
  close(): void;
}

/** What looking after memberships counts. */
export interface MembershipMetrics {
  /** Looks at one viewer's memberships. */
  readonly membershipSweeps: { inc(labels: { readonly outcome: 'ok' | 'failed' }): void };
  /** Joinings and removals that only such a look told of. */
  readonly membershipRepairs: { inc(): void };
}

/** Who could not be looked after is looked after again so many times sooner. */
const failedShare = 4;

/** Looks after nobody yet. */
export function createMembershipSweeper(options: {
  readonly api: Pick<ConversationsApi, 'listUserConversations' | 'getUserConversation' | 'getParticipant'>;
  readonly bus: Pick<EventBus, 'publish' | 'onGap'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: MembershipMetrics;
  readonly pace: SweepPace;
}): MembershipSweeper {
  const { api, bus, clock, random, log, metrics, pace } = options;
  const watched = new Set<Watched>();
  const alarms = createAlarms({ clock });

  const intervalMs = () => pace.intervalMs({ liveConversations: watched.size, isHurried: false });
  const run = async (entry: Watched): Promise<void> => {
    let delayMs = intervalMs();
    try {
      await (entry.watch.isInbox ? sweepInbox(entry) : sweepOneByOne(entry));
      metrics.membershipSweeps.inc({ outcome: 'ok' });
    } catch (error) {
      metrics.membershipSweeps.inc({ outcome: 'failed' });
      log.debug('Memberships could not be read; they are read again.', { error });
      delayMs /= failedShare;
    }
    if (watched.has(entry)) alarms.set(entry, delayMs * (0.85 + 0.3 * random()));
  };

  const sweepInbox = async ({ identity, watch }: Watched): Promise<void> => {
    const startedAt = clock.now();
    const rows = await readRows(api, identity);
    const listed = new Map(rows.map((row) => [row.conversation.sid, row]));
    const memberships = watch.memberships();
    for (const membership of memberships) {
      if (!listed.has(membership.conversationSid) && isOld(membership, startedAt))
        await confirmRemoval(identity, membership);
    }
    const known = new Set(memberships.map(({ conversationSid }) => conversationSid));
    for (const [conversationSid, row] of listed) if (!known.has(conversationSid)) await tellJoined(row);
  };
  const sweepOneByOne = async ({ identity, watch }: Watched): Promise<void> => {
    for (const membership of watch.memberships())
      if (isOld(membership, clock.now())) await confirmRemoval(identity, membership);
  };
  const confirmRemoval = async (identity: string, membership: WatchedMembership) => {
    const { conversationSid, participantSid } = membership;
    const row = await orNull(api.getUserConversation({ identity, conversation: conversationSid }, sweep));
    if (row?.participantSid === participantSid) return;
    metrics.membershipRepairs.inc();
    bus.publish({
      kind: 'ParticipantRemoved',
      conversationSid,
      occurredAt: new Date(clock.wallTime()),
      participantSid,
      identity,
    });
    if (row) await tellJoined(row);
  };
  const tellJoined = async ({ conversation, participantSid }: UserConversation): Promise<void> => {
    const key = { conversationSid: conversation.sid, participant: participantSid };
    const participant = await api.getParticipant(key, sweep);
    const event: GatewayEvent = {
      kind: 'ParticipantAdded',
      conversationSid: conversation.sid,
      occurredAt: participant.createdAt,
      participant,
    };
    metrics.membershipRepairs.inc();
    bus.publish(event);
  };

  const sweeps: Sweeps = {
    run,
    doubt(entry) {
      if (watched.has(entry)) alarms.set(entry, staleMs * (1 + random()));
    },
    end(entry) {
      watched.delete(entry);
      alarms.cancel(entry);
    },
  };
  const gaps = bus.onGap(() => {
    for (const entry of watched) {
      const delayMs = (intervalMs() / 3) * random();
      // Gaps that follow one another put nothing off.
      const isDueBefore = entry.place !== -1 && entry.dueAt <= clock.now() + delayMs;
      if (!isDueBefore) alarms.set(entry, delayMs);
    }
  });

  return {
    watch(identity, watch) {
      const entry = new Watched(sweeps, identity, watch);
      watched.add(entry);
      alarms.set(entry, intervalMs() * (0.85 + 0.3 * random()));
      return entry;
    },
    close() {
      gaps.end();
      alarms.close();
      watched.clear();
    },
  };
}

/** The sweeper as its entries see it. */
interface Sweeps {
  readonly run: (entry: Watched) => Promise<void>;
  readonly doubt: (entry: Watched) => void;
  readonly end: (entry: Watched) => void;
}

/** A class, because ten thousand of them have their functions in common. */
class Watched implements WatchedViewer, Alarm {
  readonly #sweeps: Sweeps;
  readonly identity: string;
  readonly watch: MembershipWatch;
  dueAt = 0;
  place = -1;

  constructor(sweeps: Sweeps, identity: string, watch: MembershipWatch) {
    this.#sweeps = sweeps;
    this.identity = identity;
    this.watch = watch;
  }

  ring(): void {
    void this.#sweeps.run(this);
  }

  doubt(): void {
    this.#sweeps.doubt(this);
  }

  end(): void {
    this.#sweeps.end(this);
  }
}

const sweep: CallOptions = { priority: 'sweep', fresh: true };

/** What a read shows may be slightly old: it says nothing of a membership that was heard of just before. */
function isOld({ knownAt }: WatchedMembership, readStartedAt: number): boolean {
  return readStartedAt - knownAt >= staleMs;
}

async function readRows(
  api: Pick<ConversationsApi, 'listUserConversations'>,
  identity: string,
): Promise<readonly UserConversation[]> {
  const rows: UserConversation[] = [];
  let pageToken: string | undefined;
  do {
    const page = await orNull(api.listUserConversations({ identity, pageToken, pageSize: 50 }, sweep));
    rows.push(...(page?.items ?? []));
    pageToken = page?.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  return rows;
}

/** Null where Twilio knows of no such thing. */
async function orNull<Result>(read: Promise<Result>): Promise<Result | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
