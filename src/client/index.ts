/**
 * What a browser imports: typed documents of the operations a frontend needs, the options of an Apollo cache, and the first
 * message of a socket. Nothing here depends on Node or on a particular GraphQL client.
 */
export * from './generated/operations.ts';
export type { JsonObject, JsonValue } from '../model.ts';
export {
  createCachePolicies,
  type CacheFieldPolicy,
  type CacheKeyContext,
  type CachePolicies,
  type CacheTypePolicy,
} from './cache-policies.ts';
export { createConnectionParams, type ConnectionParams, type ConnectionParamsOptions } from './connection.ts';
