import type { Duplex } from 'node:stream';
import type { Alarm, Alarms } from '../alarms.ts';
import type { Viewer } from '../domain/access.ts';
import { SocketOutlet } from './live/socket-outlet.ts';
import type { SubscribedSocket, SubscriptionRun } from './live/subscription-run.ts';
import type { SocketRests } from './socket-rests.ts';

/** The protocol, as it is spoken over one socket. */
export interface SpokenProtocol {
  /** Takes a message of the client; settles once everything that it began has ended. */
  take(message: string): Promise<void>;
  /** The socket speaks it no more: what runs is returned. */
  end(code: number, reason: string): Promise<void>;
}

/** What is asked of a WebSocket. */
export interface ClientSocket {
  readonly protocol: string;
  readonly readyState: number;
  readonly OPEN: number;
  /** Calls back when the message has left. */
  send(message: string, onSent: () => void): void;
  close(code?: number, reason?: string): void;
}

/** What all sockets share. */
export interface SocketServices {
  /** Begins to speak the protocol. */
  readonly speak: (socket: GraphqlSocket) => SpokenProtocol;
  readonly alarms: Alarms;
  readonly rests: SocketRests;
  /** Until connection_init has to come, in milliseconds. */
  readonly initTimeoutMs: number;
  readonly onInitTimeout: (socket: GraphqlSocket) => void;
  readonly onExpiry: (socket: GraphqlSocket) => void;
  /** Taking a message failed unexpectedly. */
  readonly onFailure: (socket: GraphqlSocket, error: unknown) => void;
  /** Ending failed unexpectedly. */
  readonly onEndFailure: (error: unknown) => void;
}

/** Options of {@link GraphqlSocket}. */
export interface GraphqlSocketOptions {
  readonly socket: ClientSocket;
  /** What its frames are written to. */
  readonly connection: Duplex;
  /** Counts it as a viewer's, or with null as nobody's in particular; false where they have too many, and then it closes. */
  readonly identify: (viewer: string | null) => boolean;
}

/**
 * One client. While all of its subscriptions are told together with others, and the client says nothing, nobody has to speak the protocol:
 * the socket rests, and what graphql-ws keeps for it is let go. With the client's next message, or as soon as a subscription has something to
 * tell by itself, graphql-ws begins anew, is told of the connection and of what runs as if the client had said it just now, and goes on.
 *
 * A class, because there are ten thousand of them.
 */
export class GraphqlSocket extends SocketOutlet implements SubscribedSocket, Alarm {
  readonly #services: SocketServices;
  readonly socket: ClientSocket;
  #identify: GraphqlSocketOptions['identify'] | null;
  viewer: Viewer | null = null;
  /** Where subscriptions go on, by their ids, as the client said in connection_init. */
  resume: unknown = undefined;
  #phase: 'awake' | 'settling' | 'resting' | 'waking' | 'closed' = 'awake';
  #protocol: SpokenProtocol | null;
  /** Messages that were taken and have not ended what they began. */
  #underWay = 0;
  #runs: SubscriptionRun[] = [];
  /** What the client said while nobody could take it. */
  #waiting: string[] | null = null;
  /** Whether it has to wake as soon as it rests. */
  #isCalled = false;
  /** Whether what graphql-ws says is known to the client already. */
  #isMuted = false;
  #closing: AbortController | null = null;
  /** Whether it was quiet since it was looked at last. */
  isQuiet = false;
  dueAt = 0;
  place = -1;

  constructor({ socket, connection, identify }: GraphqlSocketOptions, services: SocketServices) {
    super(socket, connection);
    this.#services = services;
    this.socket = socket;
    this.#identify = identify;
    this.#protocol = services.speak(this);
    services.alarms.set(this, services.initTimeoutMs);
    services.rests.add(this);
  }

  /** Aborts when the socket closes. */
  get closing(): AbortSignal {
    this.#closing ??= new AbortController();
    if (this.#phase === 'closed') this.#closing.abort(closedReason());
    return this.#closing.signal;
  }

  /** connection_init has come. */
  initialised(): void {
    this.#services.alarms.cancel(this);
  }

  /** Says whose it is, and has it end with the token. @returns false where the viewer has too many */
  identified(viewer: Viewer, now: number): boolean {
    this.viewer = viewer;
    const { expiresAt, identity, isService } = viewer;
    const isAdmitted = this.#identify?.(isService ? null : identity) ?? false;
    this.#identify = null;
    if (isAdmitted && expiresAt && this.#phase !== 'closed')
      this.#services.alarms.set(this, expiresAt.getTime() - now);
    return isAdmitted;
  }

  ring(): void {
    if (this.viewer) this.#services.onExpiry(this);
    else this.#services.onInitTimeout(this);
  }

  /** Takes a message of the client. */
  take(message: string): void {
    this.isQuiet = false;
    if (this.#phase === 'awake') void this.#hand(message);
    else if (this.#phase !== 'closed') {
      (this.#waiting ??= []).push(message);
      this.wake();
    }
  }

  /** Resolves when the message has left, so that graphql-ws never runs ahead of a slow socket; a socket that is gone takes nothing. */
  sendText(message: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isMuted || this.socket.readyState !== this.socket.OPEN) resolve();
      else this.socket.send(message, () => resolve());
    });
  }

  /** The subscription of that id, where it rested and is about to go on. */
  claim(id: string): SubscriptionRun | null {
    return this.#runs.find((run) => run.id === id && run.isResting)?.claim() ?? null;
  }

  began(run: SubscriptionRun): void {
    this.#runs.push(run);
  }

  resumed(): void {
    if (this.#phase === 'waking' && !this.#runs.some((run) => run.isResting || run.isResuming))
      this.#awoken();
  }

  ended(run: SubscriptionRun): void {
    this.#runs = this.#runs.filter((other) => other !== run);
    this.resumed();
  }

  /** Lets go of graphql-ws. @returns false where something is under way that needs it */
  rest(): boolean {
    const isIdle = this.#phase === 'awake' && this.viewer !== null && this.#underWay === this.#runs.length;
    if (!isIdle || this.isFull || this.socket.readyState !== this.socket.OPEN) return false;
    if (!this.#runs.every((run) => run.canRest)) return false;
    this.#phase = 'settling';
    for (const run of this.#runs) run.rest();
    this.#protocol?.end(1000, '').catch(this.#services.onEndFailure);
    this.#settle();
    return true;
  }

  override wake(): void {
    if (this.#phase === 'settling') this.#isCalled = true;
    if (this.#phase === 'resting') void this.#goOn();
  }

  /** The socket is closed: whatever runs ends. */
  closed(code: number, reason: string): void {
    this.#phase = 'closed';
    this.#waiting = null;
    this.#services.alarms.cancel(this);
    this.#services.rests.remove(this);
    this.#closing?.abort(closedReason());
    this.#protocol?.end(code, reason).catch(this.#services.onEndFailure);
    this.#protocol = null;
    for (const run of this.#runs) run.end().catch(this.#services.onEndFailure);
  }

  async #hand(message: string): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#protocol?.take(message);
    } catch (error) {
      this.#services.onFailure(this, error);
    }
    this.#underWay -= 1;
    this.#settle();
  }

  #settle(): void {
    if (this.#phase !== 'settling' || this.#underWay > 0) return;
    this.#phase = 'resting';
    this.#protocol = null;
    if (this.#isCalled) this.wake();
  }

  async #goOn(): Promise<void> {
    this.#phase = 'waking';
    this.#isCalled = false;
    this.#protocol = this.#services.speak(this);
    this.#isMuted = true;
    await this.#hand('{"type":"connection_init"}');
    this.#isMuted = false;
    if (this.#phase !== 'waking') return;
    if (this.#runs.length === 0) this.#awoken();
    for (const { id } of this.#runs)
      void this.#hand(JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription' } }));
  }

  /** Everything is as it was before the rest. */
  #awoken(): void {
    this.#phase = 'awake';
    this.isQuiet = false;
    this.#services.rests.add(this);
    const messages = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of messages) void this.#hand(message);
  }
}

function closedReason(): DOMException {
  return new DOMException('The socket closed.', 'AbortError');
}
