import type { LiveFollower, LiveSharing, LiveStep } from '../../domain/live-sharing.ts';
import {
  type GroupMember,
  pieceBytesMax,
  type RunMessages,
  type SharedGroup,
  type StepRun,
} from './shared-group.ts';
import type { PrepareMessages, SocketOutlet } from './socket-outlet.ts';

/** Options of {@link SharedSubscription}. */
export interface SharedSubscriptionOptions {
  readonly sharing: LiveSharing;
  readonly outlet: SocketOutlet;
  readonly prepare: PrepareMessages;
  /** What stands in front of each of its messages. */
  readonly head: Buffer;
  /** Enters the group of those who are told the same. */
  readonly enter: () => SharedGroup;
  readonly exit: () => void;
  /** Events that may wait for the client; with one more all are dropped, and it is told Resync. */
  readonly queuedEventsMax: number;
}

/** One client's subscription as a member of a group. A class, because ten thousand of them have their functions in common. */
export class SharedSubscription implements LiveFollower, GroupMember {
  readonly #options: SharedSubscriptionOptions;
  #group: SharedGroup | null = null;
  /** What waits for the client to take more. */
  #backlog: Buffer[] = [];
  /** Whether what came was dropped, and only Resync waits. */
  #isLost = false;
  /** Of the backlog: emptied once the client takes more. */
  #isAwaited = false;

  handed: StepRun | null = null;
  delivering: StepRun | null = null;

  constructor(options: SharedSubscriptionOptions) {
    this.#options = options;
  }

  join(): void {
    this.#group = this.#options.enter();
  }

  take(step: LiveStep): void {
    if (!this.#group || this.#isLost) return;
    this.#group.hand(this, step);
    const waiting = this.#backlog.length + (this.delivering?.length ?? 0) + (this.handed?.length ?? 0);
    if (waiting > this.#options.queuedEventsMax) this.#lose();
  }

  deliver(messages: RunMessages | null): void {
    if (!messages) {
      this.#lose();
      return;
    }
    const { outlet, head } = this.#options;
    for (const { tails, prepared } of messages.pieces) {
      if (this.#backlog.length > 0 || outlet.isFull) this.#backlog.push(...tails);
      else outlet.send(prepared, head);
    }
    if (this.#backlog.length > 0) this.#awaitRoom();
  }

  leave(): void {
    if (this.#group) this.#options.exit();
    this.#group = null;
    this.#drop();
    this.#isLost = false;
  }

  #drop(): void {
    this.handed = null;
    this.delivering = null;
    this.#backlog = [];
  }

  #lose(): void {
    this.#drop();
    this.#isLost = true;
    if (this.#options.outlet.isFull) this.#awaitRoom();
    else this.#options.sharing.resync();
  }

  #awaitRoom(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    this.#options.outlet.onceEmpty(() => this.#goOn());
  }

  #goOn(): void {
    this.#isAwaited = false;
    const { outlet, prepare, head, sharing } = this.#options;
    if (this.#isLost) {
      sharing.resync();
      return;
    }
    while (this.#backlog.length > 0 && !outlet.isFull) outlet.send(prepare(takePiece(this.#backlog)), head);
    if (this.#backlog.length > 0) this.#awaitRoom();
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
