import type { LiveCohort } from '../../domain/live-cohort.ts';
import type { LiveFollower, LiveSharing } from '../../domain/live-sharing.ts';
import { type GroupMember, type MessagePiece, pieceBytesMax, type SharedGroup } from './shared-group.ts';
import type { PrepareMessages, SocketOutlet } from './socket-outlet.ts';

/** What subscriptions that are told the same have in common. */
export interface SharedPlace {
  readonly prepare: PrepareMessages;
  /** Events that may wait for the client; with one more all are dropped, and it is told Resync. */
  readonly queuedEventsMax: number;
  /** The group of those who are told the same. */
  findGroup(): SharedGroup;
  /** Called when a subscription has left the group. */
  onLeave(group: SharedGroup): void;
}

/** Options of {@link SharedSubscription}. */
export interface SharedSubscriptionOptions {
  readonly sharing: LiveSharing;
  readonly outlet: SocketOutlet;
  readonly place: SharedPlace;
  /** What stands in front of each of its messages. */
  readonly head: Buffer;
}

/** One client's subscription as a member of a group. A class, because ten thousand of them have their functions in common. */
export class SharedSubscription implements LiveFollower, GroupMember {
  readonly #sharing: LiveSharing;
  readonly #outlet: SocketOutlet;
  readonly #place: SharedPlace;
  readonly #head: Buffer;
  #group: SharedGroup | null = null;
  /** What waits for the client to take more; null for nothing. */
  #backlog: Buffer[] | null = null;
  /** Whether what waited was dropped, and Resync waits in its place. */
  #isLost = false;
  #isAwaitingRoom = false;
  from = 0;

  constructor({ sharing, outlet, place, head }: SharedSubscriptionOptions) {
    this.#sharing = sharing;
    this.#outlet = outlet;
    this.#place = place;
    this.#head = head;
  }

  cohort(): LiveCohort {
    this.#group = this.#place.findGroup();
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
    this.#place.onLeave(group);
  }

  wake(): void {
    this.#outlet.wake();
  }

  deliver(pieces: readonly MessagePiece[]): void {
    if (this.#isLost) return;
    for (const { tails, prepared } of pieces) {
      if (this.#backlog || this.#outlet.isFull) (this.#backlog ??= []).push(...tails);
      else this.#outlet.send(prepared, this.#head);
    }
    if (!this.#backlog) return;
    if (this.#backlog.length > this.#place.queuedEventsMax) this.lose();
    else this.#awaitRoom();
  }

  lose(): void {
    this.#backlog = null;
    this.#isLost = true;
    if (this.#outlet.isFull) this.#awaitRoom();
    else this.#sharing.resync();
  }

  #awaitRoom(): void {
    if (this.#isAwaitingRoom) return;
    this.#isAwaitingRoom = true;
    this.#outlet.onceEmpty(() => this.#goOn());
  }

  #goOn(): void {
    this.#isAwaitingRoom = false;
    if (this.#isLost) {
      this.#sharing.resync();
      return;
    }
    while (this.#backlog && !this.#outlet.isFull) {
      this.#outlet.send(this.#place.prepare(takePiece(this.#backlog)), this.#head);
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
