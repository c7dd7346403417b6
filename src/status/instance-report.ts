/** A number that only grows, and by how much it grew within the last minute. */
export interface Count {
  readonly total: number;
  readonly lastMinute: number;
}

/** How long something took in the last minute, as upper bounds in milliseconds; null where nothing was measured. */
export interface Durations {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** What one instance says of itself on the status page. Numbers and fixed words: no sid, no identity, no text. */
export interface InstanceReport {
  /** The version of this format: instances of several versions share a Redis during a rollout. */
  readonly format: 1;
  readonly instanceId: string;
  /** The machine, as it calls itself, and the process on it. */
  readonly host: string;
  /** Of the package. */
  readonly version: string;
  /** In milliseconds since the epoch, by the instance's clock. */
  readonly startedAt: number;
  readonly reportedAt: number;
  /** As `/readyz` has it. */
  readonly status: string;
  readonly degraded: readonly string[];
  readonly process: { readonly memoryBytes: number; readonly eventLoopLagMs: number };
  readonly sockets: {
    readonly open: number;
    readonly subscriptions: number;
    readonly liveConversations: number;
    readonly closes: Readonly<Record<string, Count>>;
    readonly refused: Count;
  };
  readonly operations: { readonly answered: Count; readonly faulty: Count } & Durations;
  readonly delivery: { readonly events: Count } & Durations;
  readonly twilio: {
    /** Requests, repeated ones included. */
    readonly requests: Count;
    readonly callsByPriority: Readonly<Record<string, Count>>;
    readonly rateLimited: Count;
    readonly failed: Count;
    readonly inFlight: number;
    readonly waiting: number;
    readonly concurrencyLimit: number;
    readonly breaker: 'closed' | 'probing' | 'open';
    /** What all instances together may send in a minute; null where only Twilio's own limits hold. */
    readonly requestsPerMinuteMax: number | null;
  } & Durations;
  readonly webhooks: {
    readonly accepted: Count;
    readonly repeated: Count;
    readonly refused: Count;
    readonly late: Count;
    /** When one was last accepted, in milliseconds since the epoch, to a few seconds; null before the first one. */
    readonly acceptedAt: number | null;
    /** Own writes whose webhook came. */
    readonly echoes: Count;
    readonly echoesMissing: Count;
  } & Durations;
  readonly healing: {
    readonly messageSweeps: Count;
    readonly membershipSweeps: Count;
    readonly backfills: Count;
    readonly gaps: Count;
    readonly repairs: Count;
    readonly resyncs: Readonly<Record<string, Count>>;
  };
  readonly redis: 'none' | 'well' | 'unwell';
  /** Errors told to clients, by code, those that came last first. */
  readonly errors: readonly (Count & { readonly code: string; readonly lastAt: number })[];
}
