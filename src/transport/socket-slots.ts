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
  const { socketsMax, socketsPerAddressMax, unauthenticatedSocketsMax, socketsPerViewerMax } = options;
  const ofAddresses = createCounts();
  const ofViewers = createCounts();
  let size = 0;
  let unauthenticated = 0;

  return {
    take(address) {
      if (size >= socketsMax) return refuse(503, 'The gateway has no room for another socket now.');
      if (unauthenticated >= unauthenticatedSocketsMax)
        return refuse(503, 'Too many sockets wait to be authenticated.');
      if (ofAddresses.of(address) >= socketsPerAddressMax)
        return refuse(429, 'Too many sockets from this address.');
      size += 1;
      unauthenticated += 1;
      ofAddresses.add(address, 1);
      let state: 'unauthenticated' | 'identified' | 'released' = 'unauthenticated';
      let owner: string | null = null;
      return {
        identify(viewer) {
          if (state !== 'unauthenticated') return state === 'identified' && viewer === owner;
          if (viewer !== null && ofViewers.of(viewer) >= socketsPerViewerMax) return false;
          state = 'identified';
          owner = viewer;
          unauthenticated -= 1;
          if (viewer !== null) ofViewers.add(viewer, 1);
          return true;
        },
        release() {
          if (state === 'released') return;
          if (state === 'unauthenticated') unauthenticated -= 1;
          if (owner !== null) ofViewers.add(owner, -1);
          state = 'released';
          size -= 1;
          ofAddresses.add(address, -1);
        },
      };
    },
    get size() {
      return size;
    },
  };
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
