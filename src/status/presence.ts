/** Where instances tell one another how they are. */
export interface Presence {
  /** Names this process among the instances. */
  readonly instanceId: string;
  /** Tells all instances this report for `ttlMs` from now, at most 10 minutes, in place of the one before. Never rejects. */
  tell(report: string, ttlMs: number): Promise<void>;
  /** The reports of all instances that still hold, in no order; null where nobody can be asked. Never rejects. */
  readAll(): Promise<readonly string[] | null>;
  /** This instance is gone. Never rejects. */
  leave(): Promise<void>;
}

/** One instance by itself. */
export function createMemoryPresence(options: { readonly instanceId: string }): Presence {
  return {
    instanceId: options.instanceId,
    tell: async () => {},
    readAll: async () => [],
    leave: async () => {},
  };
}
