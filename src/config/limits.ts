/** One bound: what it bounds, its default, and within what it can be set. */
export interface Limit {
  /** What is bounded, with its unit and what happens beyond, as a clause. */
  readonly description: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Every bound of one gateway that an operator may move, by what it is about. The one table of them: options, checks and documentation go by
 * it. Each gateway counts for itself.
 */
export const limitTable = {
  /** Of one GraphQL operation, whatever brings it. Beyond one: `OPERATION_TOO_COMPLEX`, or `OPERATION_TOO_COSTLY` for the calls. */
  operation: {
    tokensMax: {
      description: 'lexical tokens of a document; a longer one is `GRAPHQL_PARSE_FAILED`',
      default: 1_000,
      least: 50,
      most: 20_000,
    },
    depthMax: {
      description: 'fields within one another; the schema, where it may be asked for, has a depth of its own',
      default: 10,
      least: 1,
      most: 50,
    },
    introspectionDepthMax: {
      description: 'fields within one another below `__schema` and `__type`',
      default: 20,
      least: 1,
      most: 50,
    },
    aliasesMax: {
      description: 'aliases, each counted as often as its fragment is spread; `a: __typename` is one',
      default: 15,
      least: 0,
      most: 1_000,
    },
    directivesMax: {
      description: 'directives, each counted as often as its fragment is spread',
      default: 10,
      least: 0,
      most: 1_000,
    },
    rootFieldsMax: {
      description: 'fields at the root; a plain `__typename` is none',
      default: 5,
      least: 1,
      most: 100,
    },
    upstreamCallsMax: {
      description: 'calls to Twilio that the operation may cause, weighed before anything is sent',
      default: 300,
      least: 1,
      most: 100_000,
    },
    deadlineMs: {
      description: 'milliseconds after which what an operation waits for is given up: `UPSTREAM_TIMEOUT`',
      default: 15_000,
      least: 100,
      most: 120_000,
    },
  },
  /** Of one viewer, over all transports together. Service scope is exempt, save for introspection. Beyond one: `RATE_LIMITED`. */
  viewer: {
    operationsAtOnceMax: {
      description: 'queries and mutations that run at once',
      default: 10,
      least: 1,
      most: 100_000,
    },
    operationsPerSecond: {
      description: 'operations a second that may be started for ever',
      default: 20,
      least: 1,
      most: 100_000,
    },
    operationsBurst: {
      description: 'operations that may be started at once after a pause',
      default: 100,
      least: 1,
      most: 100_000,
    },
    socketsMax: {
      description: 'WebSockets at once; the next one is closed with 1013',
      default: 10,
      least: 1,
      most: 100_000,
    },
  },
  /** Of HTTP requests and their connections. */
  http: {
    bodyBytesMax: {
      description: 'bytes of a body, also unpacked: 413',
      default: 102_400,
      least: 1_024,
      most: 10_485_760,
    },
    headerBytesMax: {
      description: 'bytes of all headers of a request together: 431',
      default: 16_384,
      least: 4_096,
      most: 131_072,
    },
    headersTimeoutMs: {
      description: 'milliseconds within which the headers have to be complete: 408',
      default: 10_000,
      least: 100,
      most: 120_000,
    },
    requestTimeoutMs: {
      description: 'milliseconds within which a request has to be complete: 408',
      default: 30_000,
      least: 100,
      most: 600_000,
    },
    answerTimeoutMs: {
      description:
        'milliseconds after which a request is answered with 504 whatever runs; writes outlast the deadline',
      default: 40_000,
      least: 100,
      most: 600_000,
    },
    keepAliveTimeoutMs: {
      description: 'milliseconds that an idle connection is kept',
      default: 65_000,
      least: 1_000,
      most: 600_000,
    },
    connectionsMax: {
      description: 'connections at once, WebSockets included; further ones are closed as they come',
      default: 12_000,
      least: 1,
      most: 1_000_000,
    },
  },
  /** Of WebSockets. */
  webSocket: {
    socketsMax: {
      description: 'sockets at once: 503 for the upgrade',
      default: 10_000,
      least: 1,
      most: 1_000_000,
    },
    socketsPerAddressMax: {
      description: 'sockets at once from one address, behind the trusted proxies: 429 for the upgrade',
      default: 50,
      least: 1,
      most: 1_000_000,
    },
    unauthenticatedSocketsMax: {
      description: 'sockets at once whose token has not been verified yet: 503 for the upgrade',
      default: 500,
      least: 1,
      most: 1_000_000,
    },
    initTimeoutMs: {
      description: 'milliseconds within which `connection_init` has to come: 4408',
      default: 3_000,
      least: 100,
      most: 60_000,
    },
    messageBytesMax: {
      description: 'bytes of one message: 1009',
      default: 65_536,
      least: 1_024,
      most: 10_485_760,
    },
    messagesPerSecond: {
      description: 'messages a second that a socket may send for ever: 4429',
      default: 20,
      least: 1,
      most: 100_000,
    },
    messagesBurst: {
      description: 'messages that a socket may send at once after a pause: 4429',
      default: 100,
      least: 1,
      most: 100_000,
    },
    operationsMax: {
      description: 'operations that run on one socket: `RATE_LIMITED`; ten more than that: 4429',
      default: 50,
      least: 1,
      most: 10_000,
    },
    operationIdCharactersMax: {
      description: 'characters of an operation id: `BAD_USER_INPUT`',
      default: 128,
      least: 36,
      most: 1_024,
    },
    fragmentsMax: {
      description: 'fragments of one message: 1008',
      default: 16,
      least: 1,
      most: 1_024,
    },
    bufferedChunksMax: {
      description: 'pieces in which the bytes of one frame may arrive: 1008',
      default: 1_024,
      least: 64,
      most: 65_536,
    },
    queuedEventsMax: {
      description:
        'events that wait for a subscriber who reads slowly; one more, and all give way to a `Resync`',
      default: 256,
      least: 1,
      most: 10_000,
    },
    unsentBytesMax: {
      description: 'unsent bytes that make a socket slow',
      default: 1_048_576,
      least: 65_536,
      most: 104_857_600,
    },
    slowTimeoutMs: {
      description: 'milliseconds that a socket may stay slow: 1013',
      default: 10_000,
      least: 1_000,
      most: 600_000,
    },
    keepAliveMs: {
      description: 'milliseconds between two pings; a socket that stays mute until the next one is cut off',
      default: 12_000,
      least: 1_000,
      most: 600_000,
    },
    closeTimeoutMs: {
      description: 'milliseconds that a client may take to complete a close; then it is cut off',
      default: 5_000,
      least: 100,
      most: 60_000,
    },
  },
  /** Of webhooks, which come from Twilio. */
  webhook: {
    bodyBytesMax: {
      description: 'bytes of a webhook: 413; a body of 32 KB is about 96 KB encoded',
      default: 262_144,
      least: 131_072,
      most: 1_048_576,
    },
    parametersMax: {
      description: 'parameters of a webhook: 400',
      default: 100,
      least: 50,
      most: 1_000,
    },
    rememberedMs: {
      description: 'milliseconds for which a webhook is remembered, so that it is taken once',
      default: 3_600_000,
      least: 60_000,
      most: 86_400_000,
    },
  },
  /** Of bearer tokens. */
  token: {
    toleranceMs: {
      description:
        'milliseconds by which the clock of whoever signs tokens may differ from the clock of the gateway',
      default: 5_000,
      least: 0,
      most: 60_000,
    },
  },
  /** Of what the gateway asks of Twilio, by itself and for its clients. */
  upstream: {
    concurrencyStart: {
      description: 'calls under way at once to begin with; how many Twilio takes is learnt',
      default: 100,
      least: 1,
      most: 1_000,
    },
    concurrencyMax: {
      description: 'calls under way at once, whatever was learnt; further ones wait',
      default: 200,
      least: 1,
      most: 1_000,
    },
    waitingMax: {
      description: 'calls that wait; the least important of more than that are refused with `OVERLOADED`',
      default: 1_000,
      least: 1,
      most: 100_000,
    },
    readAttemptTimeoutMs: {
      description: 'milliseconds for one attempt at a read, after which it is tried again',
      default: 5_000,
      least: 100,
      most: 60_000,
    },
    readTimeoutMs: {
      description: 'milliseconds for a read with all its attempts: `UPSTREAM_TIMEOUT`',
      default: 14_000,
      least: 100,
      most: 120_000,
    },
    writeAttemptTimeoutMs: {
      description: 'milliseconds for one attempt at a write, after which nobody knows whether it landed',
      default: 4_000,
      least: 100,
      most: 30_000,
    },
    writeTimeoutMs: {
      description: 'milliseconds for a write with all its attempts: `UPSTREAM_TIMEOUT` or `DELIVERY_UNKNOWN`',
      default: 30_000,
      least: 1_000,
      most: 30_000,
    },
    retriesMax: {
      description: 'attempts after the first',
      default: 3,
      least: 0,
      most: 10,
    },
    retryPercentMax: {
      description: 'attempts after the first in the long run, for a hundred calls',
      default: 10,
      least: 0,
      most: 100,
    },
    breakerFailurePercent: {
      description: 'of a hundred calls, failures at which the circuit opens: `UPSTREAM_UNAVAILABLE` at once',
      default: 50,
      least: 1,
      most: 100,
    },
    breakerCallsMin: {
      description: 'calls below which failures open no circuit',
      default: 20,
      least: 1,
      most: 10_000,
    },
    breakerWindowMs: {
      description: 'milliseconds within which calls are counted for it',
      default: 30_000,
      least: 1_000,
      most: 600_000,
    },
    sendsWaitingMax: {
      description: 'messages that wait for those before them in one conversation: `RATE_LIMITED`',
      default: 100,
      least: 1,
      most: 10_000,
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Limit>>>>;

type LimitTable = typeof limitTable;

/** Bounds of what clients may ask, by group and name; what is left out has its default. See docs/limits.md */
export type LimitsOptions = {
  readonly [Group in keyof LimitTable]?:
    | { readonly [Name in keyof LimitTable[Group]]?: number | undefined }
    | undefined;
};

/** {@link LimitsOptions}, all of them. */
export type ResolvedLimits = {
  readonly [Group in keyof LimitTable]: { readonly [Name in keyof LimitTable[Group]]: number };
};

/** Fills in the defaults. */
export function resolveLimits(given: LimitsOptions = {}): ResolvedLimits {
  const resolved = Object.entries(limitTable).map(([group, limits]) => {
    const chosen: Readonly<Record<string, number | undefined>> = given[group as keyof LimitTable] ?? {};
    return [
      group,
      Object.fromEntries(
        Object.entries<Limit>(limits).map(([name, limit]) => [name, chosen[name] ?? limit.default]),
      ),
    ];
  });
  return Object.fromEntries(resolved) as ResolvedLimits;
}
