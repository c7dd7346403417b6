/** Options of {@link createSocketSlots}. */
export interface SocketSlotsOptions {
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  readonly unauthenticatedSocketsMax: number;
  readonly socketsPerViewerMax: number;
}

/** Room for one socket. */
export interface SocketSlot {
  /** Counts the socket as a viewer's, or with null as nobody's in particular. False when the viewer has as many as may be open. */
  identify(viewer: string | null): boolean;
  /** Gives the room back. Counts once, however often it is called. */
  release(): void;
}

/** Why there is no room. */
export interface SocketRefusal {
  readonly refusal: { readonly status: 429 | 503; readonly reason: string };
}

/** Counts sockets: in all, by address, by viewer, and those whose viewer is not known yet. */
export interface SocketSlots {
  take(address: string): SocketSlot | SocketRefusal;
  readonly size: number;
}

/** An address or a viewer stays counted only as long as it has a socket, so that the counts are bounded by the sockets. */
export function createSocketSlots(options: SocketSlotsOptions): SocketSlots {
  const { socketsMax, socketsPerAddressMax, unauthenticatedSocketsMax } = options;
  const counts: Counts = {
    socketsPerViewerMax: options.socketsPerViewerMax,
    ofAddresses: createCounts(),
    ofViewers: createCounts(),
    size: 0,
    unauthenticated: 0,
  };

  return {
    take(address) {
      if (counts.size >= socketsMax) return refuse(503, 'The gateway has no room for another socket now.');
      if (counts.unauthenticated >= unauthenticatedSocketsMax)
        return refuse(503, 'Too many sockets wait to be authenticated.');
      if (counts.ofAddresses.of(address) >= socketsPerAddressMax)
        return refuse(429, 'Too many sockets from this address.');
      return new CountedSlot(counts, address);
    },
    get size() {
      return counts.size;
    },
  };
}

/** What all slots are counted in. */
interface Counts {
  readonly socketsPerViewerMax: number;
  readonly ofAddresses: ReturnType<typeof createCounts>;
  readonly ofViewers: ReturnType<typeof createCounts>;
  size: number;
  unauthenticated: number;
}

/** A class, because every socket has one. */
class CountedSlot implements SocketSlot {
  readonly #counts: Counts;
  readonly #address: string;
  #state: 'unauthenticated' | 'identified' | 'released' = 'unauthenticated';
  #owner: string | null = null;

  constructor(counts: Counts, address: string) {
    this.#counts = counts;
    this.#address = address;
    counts.size += 1;
    counts.unauthenticated += 1;
    counts.ofAddresses.add(address, 1);
  }

  identify(viewer: string | null): boolean {
    if (this.#state !== 'unauthenticated') return this.#state === 'identified' && viewer === this.#owner;
    const { ofViewers, socketsPerViewerMax } = this.#counts;
    if (viewer !== null && ofViewers.of(viewer) >= socketsPerViewerMax) return false;
    this.#state = 'identified';
    this.#owner = viewer;
    this.#counts.unauthenticated -= 1;
    if (viewer !== null) ofViewers.add(viewer, 1);
    return true;
  }

  release(): void {
    const { ofAddresses, ofViewers } = this.#counts;
    if (this.#state === 'released') return;
    if (this.#state === 'unauthenticated') this.#counts.unauthenticated -= 1;
    if (this.#owner !== null) ofViewers.add(this.#owner, -1);
    this.#state = 'released';
    this.#counts.size -= 1;
    ofAddresses.add(this.#address, -1);
  }
}

function refuse(status: 429 | 503, reason: string): SocketRefusal {
  return { refusal: { status, reason } };
}

function createCounts() {
  const counts = new Map<string, number>();
  return {
    of: (name: string) => counts.get(name) ?? 0,
    add(name: string, difference: 1 | -1) {
      const count = (counts.get(name) ?? 0) + difference;
      if (count === 0) counts.delete(name);
      else counts.set(name, count);
    },
  };
}
