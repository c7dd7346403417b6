/** How the text of an environment variable is read. */
export type EnvironmentKind =
  /** As it is. */
  | 'text'
  /** Decimal digits. */
  | 'integer'
  /** Exactly `true` or `false`. */
  | 'boolean'
  /** Values with commas between them. */
  | 'list'
  /** A key in PEM; `\n` stands for a line break, for places that take one line only. */
  | 'pem';

/** An environment variable that the project reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** The option it sets, as a path into `GatewayOptions`; null where it is no option of the gateway. */
  readonly option: string | null;
  readonly kind: EnvironmentKind;
  /** What holds when it is unset, as it would be written; null where nothing does. */
  readonly default: string | null;
  /** The same over the emulator, where it differs. */
  readonly emulatorDefault?: string;
  /** Whether it is left alone over the emulator, so that nothing of a real account takes part in trying things out. */
  readonly isIgnoredOverEmulator?: boolean;
  /** Whether its value must never be shown. Such a value can also be the content of a file that `<name>_FILE` names. */
  readonly isSecret: boolean;
  /** Whether a running gateway takes a new value over, on SIGHUP; otherwise it needs a restart. @default false */
  readonly isReloadable?: boolean;
  /** What it is, as a clause that can follow its name and a colon. */
  readonly description: string;
}

/**
 * Every environment variable that the project reads, in the order in which the documentation lists them. The one table of the
 * configuration: reading, the config file, faults, the help, the documentation, redaction and reloading go by it.
 */
export const environmentVariables: readonly EnvironmentVariable[] = [
  {
    name: 'TWILIO_ACCOUNT_SID',
    option: 'twilio.accountSid',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: false,
    description: 'the sid of the account at Twilio, AC and 32 hexadecimal digits',
  },
  {
    name: 'TWILIO_AUTH_TOKEN',
    option: 'twilio.authToken',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: true,
    isReloadable: true,
    description:
      'the auth token of the account; webhooks are signed with it, also where REST uses an API key',
  },
  {
    name: 'TWILIO_AUTH_TOKEN_SECONDARY',
    option: 'twilio.authTokenSecondary',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: true,
    isReloadable: true,
    description: 'the other auth token while tokens are rotated; webhooks signed with either are accepted',
  },
  {
    name: 'TWILIO_API_KEY_SID',
    option: 'twilio.apiKeySid',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: false,
    isReloadable: true,
    description: 'an API key, SK and 32 hexadecimal digits, used for REST in place of the auth token',
  },
  {
    name: 'TWILIO_API_KEY_SECRET',
    option: 'twilio.apiKeySecret',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: true,
    isReloadable: true,
    description: 'the secret of the API key',
  },
  {
    name: 'TWILIO_CHAT_SERVICE_SID',
    option: 'twilio.chatServiceSid',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: false,
    description:
      "the Conversations Service, IS and 32 hexadecimal digits; the account's default one when unset",
  },
  {
    name: 'TWILIO_BASE_URL',
    option: 'twilio.baseUrl',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: false,
    description: 'where REST is reached; Twilio when unset',
  },
  {
    name: 'PUBLIC_URL',
    option: 'publicUrl',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: false,
    description:
      'the origin at which Twilio reaches the gateway, such as https://chat.example.com; webhooks go to /webhooks/twilio there',
  },
  {
    name: 'AUTH_JWT_SECRET',
    option: 'auth.key.secret',
    kind: 'text',
    default: null,
    emulatorDefault: 'the development secret',
    isSecret: true,
    isReloadable: true,
    description: 'the secret of at least 32 bytes with which bearer tokens are signed',
  },
  {
    name: 'AUTH_JWT_SECRET_SECONDARY',
    option: 'auth.key.secretSecondary',
    kind: 'text',
    default: null,
    isSecret: true,
    isReloadable: true,
    description: 'the other secret while secrets are rotated; bearer tokens signed with either are accepted',
  },
  {
    name: 'AUTH_JWT_PUBLIC_KEY',
    option: 'auth.key.publicKey',
    kind: 'pem',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'the public key, in PEM, with which bearer tokens are verified',
  },
  {
    name: 'AUTH_JWT_PUBLIC_KEY_SECONDARY',
    option: 'auth.key.publicKeySecondary',
    kind: 'pem',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'the other public key while keys are rotated; bearer tokens signed for either are accepted',
  },
  {
    name: 'AUTH_JWT_JWKS_URL',
    option: 'auth.key.jwksUrl',
    kind: 'text',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'the address at which the public keys for bearer tokens are published',
  },
  {
    name: 'AUTH_JWT_ISSUER',
    option: 'auth.issuer',
    kind: 'text',
    default: 'twilio-conversations-graphql',
    isSecret: false,
    isReloadable: true,
    description: 'the iss that a bearer token must have',
  },
  {
    name: 'AUTH_JWT_AUDIENCE',
    option: 'auth.audience',
    kind: 'text',
    default: 'twilio-conversations-graphql',
    isSecret: false,
    isReloadable: true,
    description: 'the aud that a bearer token must have',
  },
  {
    name: 'AUTH_JWT_IDENTITY_CLAIM',
    option: 'auth.identityClaim',
    kind: 'text',
    default: 'sub',
    isSecret: false,
    isReloadable: true,
    description: "the claim that holds the viewer's identity",
  },
  {
    name: 'AUTH_JWT_SCOPE_CLAIM',
    option: 'auth.scopeClaim',
    kind: 'text',
    default: 'scope',
    isSecret: false,
    isReloadable: true,
    description: 'the claim that grants service scope when it holds the word service',
  },
  {
    name: 'AUTH_JWT_ALGORITHMS',
    option: 'auth.algorithms',
    kind: 'list',
    default: null,
    isSecret: false,
    isReloadable: true,
    description:
      'the algorithms that bearer tokens may be signed with; HS256 for a secret, else all that use a public key, when unset',
  },
  {
    name: 'AUTH_TWILIO_ACCESS_TOKENS',
    option: 'auth.twilioAccessTokens',
    kind: 'boolean',
    default: 'false',
    isSecret: false,
    isReloadable: true,
    description: "whether Twilio's own access tokens with a chat grant are accepted too; needs the API key",
  },
  {
    name: 'REDIS_URL',
    option: 'redisUrl',
    kind: 'text',
    default: null,
    isIgnoredOverEmulator: true,
    isSecret: true,
    description:
      'the Redis that several instances share, such as rediss://:password@redis.example.com:6379; one instance needs none',
  },
  {
    name: 'PORT',
    option: 'port',
    kind: 'integer',
    default: '4000',
    isSecret: false,
    description: 'the port that the gateway listens at; 0 takes a free one',
  },
  {
    name: 'STATUS_PORT',
    option: 'statusPort',
    kind: 'integer',
    default: null,
    isSecret: false,
    description:
      'a second port for /metrics, /status, /healthz and /readyz; /metrics needs no token there, and a token of service scope elsewhere',
  },
  {
    name: 'HOST',
    option: 'host',
    kind: 'text',
    default: null,
    emulatorDefault: '127.0.0.1',
    isSecret: false,
    description: 'the address that the gateway listens at; all addresses of the machine when unset',
  },
  {
    name: 'ALLOWED_ORIGINS',
    option: 'allowedOrigins',
    kind: 'list',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'origins whose pages may use the gateway from a browser, over HTTP and WebSocket',
  },
  {
    name: 'TRUST_PROXY',
    option: 'trustedProxies',
    kind: 'integer',
    default: '0',
    isSecret: false,
    description: 'how many proxies in front append to X-Forwarded-For',
  },
  {
    name: 'GRAPHIQL',
    option: 'graphiql',
    kind: 'boolean',
    default: 'false',
    emulatorDefault: 'true',
    isSecret: false,
    description: 'whether the GraphQL IDE is served at /graphiql',
  },
  {
    name: 'INTROSPECTION',
    option: 'introspection',
    kind: 'boolean',
    default: 'false',
    emulatorDefault: 'true',
    isSecret: false,
    description: 'whether introspection is answered',
  },
  {
    name: 'WS_ALL_OPERATIONS',
    option: 'webSocketAllOperations',
    kind: 'boolean',
    default: 'false',
    isSecret: false,
    description: 'whether queries and mutations are taken over WebSocket too, not only subscriptions',
  },
  {
    name: 'ADVANCE_READ_HORIZON_ON_SEND',
    option: 'advanceReadHorizonOnSend',
    kind: 'boolean',
    default: 'true',
    isSecret: false,
    isReloadable: true,
    description: 'whether sending a message marks the conversation read for its sender',
  },
  {
    name: 'UPSTREAM_PRESET',
    option: 'upstream.preset',
    kind: 'text',
    default: null,
    isSecret: false,
    isReloadable: true,
    description:
      'conservative bounds what goes to Twilio as its older guides advise: 10,000 requests an hour, 1 message a second in a conversation',
  },
  {
    name: 'UPSTREAM_REQUESTS_PER_HOUR',
    option: 'upstream.requestsPerHour',
    kind: 'integer',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'how many requests may go to Twilio in an hour, at least 60; wins over the preset',
  },
  {
    name: 'UPSTREAM_MESSAGES_PER_SECOND',
    option: 'upstream.messagesPerSecond',
    kind: 'integer',
    default: null,
    isSecret: false,
    isReloadable: true,
    description: 'how many messages may go to one conversation in a second, 1 to 30; wins over the preset',
  },
  {
    name: 'SHEDDING_LAG_TARGET_MS',
    option: 'shedding.lagTargetMs',
    kind: 'integer',
    default: '50',
    isSecret: false,
    description:
      'how late the process may be, in milliseconds, before it refuses work with OVERLOADED; 0 never refuses',
  },
  {
    name: 'LOG_LEVEL',
    option: 'logLevel',
    kind: 'text',
    default: 'info',
    isSecret: false,
    isReloadable: true,
    description: 'how much is logged: debug, info, warn, error or silent',
  },
  {
    name: 'CONFIG_FILE',
    option: null,
    kind: 'text',
    default: null,
    isSecret: false,
    description: 'a JSON file of options; variables win over what it says',
  },
  {
    name: 'EMULATOR_PORT',
    option: null,
    kind: 'integer',
    default: '4010',
    isSecret: false,
    description: 'the port that the emulator listens at',
  },
  {
    name: 'MESSAGING_USE_MOCK',
    option: null,
    kind: 'boolean',
    default: 'false',
    isSecret: false,
    description: 'whether the emulator stands in for Twilio in the messaging service',
  },
  {
    name: 'MESSAGING_MOCK_URL',
    option: null,
    kind: 'text',
    default: null,
    isSecret: false,
    description: 'an emulator that the messaging service uses; one in its own process when unset',
  },
];

/** The name of the variable that names a file with the value; undefined where a value is taken from no file. */
export function fileNameOf({ name, isSecret, kind }: EnvironmentVariable): string | undefined {
  return isSecret || kind === 'pem' ? `${name}_FILE` : undefined;
}
