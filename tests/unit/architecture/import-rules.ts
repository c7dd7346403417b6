/**
 * Who may import whom in src/, as data. A module is a folder of src/, a single file beside or inside one, or `leaves`: the files
 * that every layer may use because they use none. Imports within a module need no entry; what has no entry is forbidden.
 */
export interface ModuleRule {
  /** Modules and files (paths below src/) that may be imported. */
  readonly mayImport: readonly string[];
  /** Those of which only types may be imported. */
  readonly mayImportTypesOf?: readonly string[];
  /** Whether Node's own modules may be imported: `sockets` includes those that open connections. @default 'files' */
  readonly node?: 'none' | 'files' | 'sockets';
}

export const leaves: readonly string[] = [
  'alarms.ts',
  'answer-basis.ts',
  'clock.ts',
  'conversation-event.ts',
  'errors.ts',
  'event-loop-lag.ts',
  'event-loop-turns.ts',
  'http-message.ts',
  'log.ts',
  'metrics.ts',
  'model.ts',
  'newest-entries.ts',
  'package-files.ts',
  'rate-allowance.ts',
  'sid.ts',
  'tally.ts',
  'tracing.ts',
];

/** By module; the most specific entry holds for a file. */
export const moduleRules: Readonly<Record<string, ModuleRule>> = {
  leaves: { mayImport: [], mayImportTypesOf: ['leaves'] },
  config: { mayImport: ['leaves'] },
  upstream: { mayImport: ['leaves'], node: 'sockets' },
  events: { mayImport: ['leaves', 'upstream/conversations-api.ts'] },
  webhooks: { mayImport: ['leaves', 'events'] },
  // The engines of several instances: what they implement belongs to the layers that use it.
  redis: {
    mayImport: [
      'leaves',
      'events',
      'domain/send-ledger.ts',
      'status/presence.ts',
      'upstream/shared-budget.ts',
      'webhooks/deduplicator.ts',
    ],
  },
  domain: { mayImport: ['leaves', 'events', 'upstream/conversations-api.ts'] },
  graphql: { mayImport: ['leaves', 'domain'], mayImportTypesOf: ['events'] },
  status: { mayImport: ['leaves'] },
  transport: { mayImport: ['leaves'], node: 'sockets' },
  messaging: { mayImport: ['leaves', 'upstream', 'config/credentials.ts'] },
  'messaging/service-mock.ts': {
    mayImport: ['leaves', 'upstream', 'config/credentials.ts', 'emulator'],
  },
  emulator: { mayImport: ['sid.ts', 'clock.ts'], node: 'sockets' },
  client: { mayImport: [], mayImportTypesOf: ['model.ts'], node: 'none' },
  'gateway.ts': {
    mayImport: [
      'leaves',
      'config',
      'upstream',
      'events',
      'webhooks',
      'domain',
      'graphql',
      'transport',
      'status',
      'engines.ts',
      'gateway-surface.ts',
      'graphql-route.ts',
      'reloadable-parts.ts',
    ],
    node: 'sockets',
  },
  'graphql-route.ts': { mayImport: ['leaves', 'events', 'graphql', 'transport'] },
  // What users see of the composition root, without what it is composed of.
  'gateway-surface.ts': {
    mayImport: [],
    mayImportTypesOf: ['leaves', 'config', 'graphql', 'transport'],
    node: 'sockets',
  },
  'reloadable-parts.ts': {
    mayImport: ['leaves', 'config', 'upstream', 'events', 'webhooks', 'domain', 'graphql', 'transport'],
  },
  'engines.ts': {
    mayImport: [
      'leaves',
      'domain',
      'events',
      'redis',
      'status/presence.ts',
      'upstream/shared-budget.ts',
      'webhooks/deduplicator.ts',
    ],
  },
  'index.ts': {
    mayImport: ['leaves', 'gateway.ts', 'gateway-surface.ts', 'config', 'messaging'],
    mayImportTypesOf: ['graphql', 'transport'],
  },
  cli: {
    mayImport: [
      'leaves',
      'gateway.ts',
      'gateway-surface.ts',
      'config',
      'emulator',
      'graphql/schema.ts',
      'redis',
      'upstream',
      'webhooks',
      'transport',
    ],
    node: 'sockets',
  },
  'main.ts': { mayImport: ['cli'] },
};

/** The one door of each third party: the modules or files that may import it. What is not listed may be imported by none. */
export const thirdPartyDoors: Readonly<Record<string, readonly string[]>> = {
  '@apollo/server': ['graphql/http-handler.ts'],
  '@opentelemetry/api': ['tracing.ts'],
  '@graphql-tools/schema': ['graphql/schema.ts'],
  '@graphql-typed-document-node/core': ['client/generated'],
  dataloader: ['upstream/request-loaders.ts'],
  graphql: ['graphql', 'client/generated'],
  'graphql-ws': ['graphql/websocket-handler.ts'],
  jose: ['graphql/viewer.ts', 'cli'],
  'lru-cache': ['upstream', 'domain', 'graphql'],
  pino: ['log.ts'],
  'prom-client': ['metrics.ts'],
  redis: ['redis/redis-session.ts'],
  sirv: ['transport/static-files.ts'],
  twilio: ['upstream', 'webhooks/signature.ts'],
  undici: ['upstream'],
  ws: ['graphql/websocket-handler.ts', 'transport'],
  zod: ['config'],
};

/** Node's modules that open connections. */
export const socketModules: readonly string[] = ['dgram', 'http', 'http2', 'https', 'net', 'tls'];

/** Where `process.env` may be read: what the environment says is options everywhere else. */
export const environmentReaders: readonly string[] = ['config'];
