/** The newest of the ids that were added. */
export interface RecentIds {
  add(id: string): void;
  has(id: string): boolean;
}

/** Remembers `idsMax` ids; beyond that the oldest is forgotten. */
export function createRecentIds(idsMax: number): RecentIds {
  // A Set keeps the order of insertion.
  const ids = new Set<string>();
  return {
    add(id) {
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > idsMax && oldest !== undefined) ids.delete(oldest);
    },
    has: (id) => ids.has(id),
  };
}
