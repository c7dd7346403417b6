/** Options of {@link createSocketSlots}. */
export interface SocketSlotsOptions {
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
}

/** Room for one socket, or why there is none. */
export type SocketSlot =
  | {
      /** Gives the room back. Counts once, however often it is called. */
      readonly release: () => void;
    }
  | { readonly refusal: { readonly status: 429 | 503; readonly reason: string } };

/** Counts sockets, in all and by address. */
export interface SocketSlots {
  take(address: string): SocketSlot;
  readonly size: number;
}

/** An address stays counted only as long as it has a socket, so that the count is bounded by the sockets. */
export function createSocketSlots({ socketsMax, socketsPerAddressMax }: SocketSlotsOptions): SocketSlots {
  const socketsByAddress = new Map<string, number>();
  let size = 0;
  return {
    take(address) {
      const ofAddress = socketsByAddress.get(address) ?? 0;
      if (size >= socketsMax)
        return { refusal: { status: 503, reason: 'The gateway has no room for another socket now.' } };
      if (ofAddress >= socketsPerAddressMax)
        return { refusal: { status: 429, reason: 'Too many sockets from this address.' } };
      size += 1;
      socketsByAddress.set(address, ofAddress + 1);
      let isTaken = true;
      return {
        release() {
          if (!isTaken) return;
          isTaken = false;
          size -= 1;
          const left = (socketsByAddress.get(address) ?? 1) - 1;
          if (left === 0) socketsByAddress.delete(address);
          else socketsByAddress.set(address, left);
        },
      };
    },
    get size() {
      return size;
    },
  };
}
