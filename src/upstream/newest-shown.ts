import { LRUCache } from 'lru-cache';

/** The newest message of each conversation that a read has shown or an event has told of. */
export interface NewestShown {
  /** A read showed it as the newest; -1 where there is none. @returns whether what was read before lacks it, and no event told of it */
  show(conversationSid: string, index: number): boolean;
  /** An event told of it. */
  tell(conversationSid: string, index: number): void;
  clear(): void;
}

/** Conversations that are remembered; beyond it those that were not asked for longest are forgotten. */
const conversationsMax = 50_000;

/** Nothing was shown yet. */
export function createNewestShown(): NewestShown {
  // Not `max`: room for that many would be taken at once.
  const indexes = new LRUCache<string, number>({ maxSize: conversationsMax, sizeCalculation: () => 1 });
  const raise = (conversationSid: string, known: number, index: number) => {
    if (index > known) indexes.set(conversationSid, index);
    return index > known;
  };
  return {
    show(conversationSid, index) {
      const known = indexes.get(conversationSid);
      if (known !== undefined) return raise(conversationSid, known, index);
      indexes.set(conversationSid, index);
      return false;
    },
    tell(conversationSid, index) {
      const known = indexes.get(conversationSid);
      if (known !== undefined) raise(conversationSid, known, index);
    },
    clear: () => indexes.clear(),
  };
}
