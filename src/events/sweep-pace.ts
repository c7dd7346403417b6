/** How often live conversations are swept. */
export interface SweepPaceOptions {
  /** A conversation is not swept more often than this, in milliseconds. @default 15_000 */
  readonly intervalMinMs?: number | undefined;
  /** Calls a second that all sweeps of this instance may make. @default 5 */
  readonly callsPerSecond?: number | undefined;
  /** The shortest interval while webhooks seem not to arrive, in milliseconds. @default 5_000 */
  readonly hurriedMinMs?: number | undefined;
}

/** Says when a conversation is due to be read again. */
export interface SweepPace {
  /** The time between two sweeps of a conversation, in milliseconds: longer, the more conversations are live. */
  intervalMs(state: { readonly liveConversations: number; readonly isHurried: boolean }): number;
  /** Within which time a conversation that nobody has to wait for is read for the first time, in milliseconds. */
  firstReadWithinMs(state: { readonly liveConversations: number }): number;
}

/** The pace of one instance. */
export function createSweepPace(options: SweepPaceOptions = {}): SweepPace {
  const { intervalMinMs = 15_000, callsPerSecond = 5, hurriedMinMs = 5_000 } = options;
  const roundMs = (liveConversations: number) => (liveConversations / callsPerSecond) * 1_000;
  return {
    firstReadWithinMs: ({ liveConversations }) => roundMs(liveConversations),
    intervalMs({ liveConversations, isHurried }) {
      const sharedMs = roundMs(liveConversations);
      return Math.max(isHurried ? Math.min(hurriedMinMs, intervalMinMs) : intervalMinMs, sharedMs);
    },
  };
}
