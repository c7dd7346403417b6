import type { LiveCohort } from '../../domain/live-cohort.ts';
import type { LiveFollower, LiveSharing } from '../../domain/live-sharing.ts';
import { type GroupMember, type MessagePiece, pieceBytesMax, type SharedGroup } from './shared-group.ts';
import type { PrepareMessages, SocketOutlet } from './socket-outlet.ts';

/** Options of {@link SharedSubscription}. */
export interface SharedSubscriptionOptions {
  readonly sharing: LiveSharing;
  readonly outlet: SocketOutlet;
  readonly prepare: PrepareMessages;
  /** What stands in front of each of its messages. */
  readonly head: Buffer;
  /** The group of those who are told the same. */
  readonly findGroup: () => SharedGroup;
  /** Called when it has left the group. */
  readonly onLeave: (group: SharedGroup) => void;
  /** Events that may wait for the client; with one more all are dropped, and it is told Resync. */
  readonly queuedEventsMax: number;
}

/** One client's subscription as a member of a group. A class, because ten thousand of them have their functions in common. */
export class SharedSubscription implements LiveFollower, GroupMember {
  readonly #options: SharedSubscriptionOptions;
  #group: SharedGroup | null = null;
  /** What waits for the client to take more; null for nothing. */
  #backlog: Buffer[] | null = null;
  /** Whether what waited was dropped, and Resync waits in its place. */
  #isLost = false;
  #isAwaitingRoom = false;
  from = 0;

  constructor(options: SharedSubscriptionOptions) {
    this.#options = options;
  }

  cohort(): LiveCohort {
    this.#group = this.#options.findGroup();
    return this.#group.cohort;
  }

  join(): void {
    this.#group?.add(this);
  }

  leave(): void {
    const group = this.#group;
    this.#group = null;
    this.#backlog = null;
    this.#isLost = false;
    if (!group) return;
    group.remove(this);
    this.#options.onLeave(group);
  }

  deliver(pieces: readonly MessagePiece[]): void {
    if (this.#isLost) return;
    const { outlet, head, queuedEventsMax } = this.#options;
    for (const { tails, prepared } of pieces) {
      if (this.#backlog || outlet.isFull) (this.#backlog ??= []).push(...tails);
      else outlet.send(prepared, head);
    }
    if (!this.#backlog) return;
    if (this.#backlog.length > queuedEventsMax) this.lose();
    else this.#awaitRoom();
  }

  lose(): void {
    this.#backlog = null;
    this.#isLost = true;
    if (this.#options.outlet.isFull) this.#awaitRoom();
    else this.#options.sharing.resync();
  }

  #awaitRoom(): void {
    if (this.#isAwaitingRoom) return;
    this.#isAwaitingRoom = true;
    this.#options.outlet.onceEmpty(() => this.#goOn());
  }

  #goOn(): void {
    this.#isAwaitingRoom = false;
    const { outlet, prepare, head, sharing } = this.#options;
    if (this.#isLost) {
      sharing.resync();
      return;
    }
    while (this.#backlog && !outlet.isFull) {
      outlet.send(prepare(takePiece(this.#backlog)), head);
      if (this.#backlog.length === 0) this.#backlog = null;
    }
    if (this.#backlog) this.#awaitRoom();
  }
}

/** Takes from the front what goes out in one write, at least one. */
function takePiece(backlog: Buffer[]): Buffer[] {
  let bytes = 0;
  const end = backlog.findIndex((tail, place) => {
    bytes += tail.length;
    return place > 0 && bytes > pieceBytesMax;
  });
  return backlog.splice(0, end === -1 ? backlog.length : end);
}
