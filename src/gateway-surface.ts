import type { IncomingMessage, ServerResponse } from 'node:http';
import type { createAnswerBasis } from './answer-basis.ts';
import type { Clock } from './clock.ts';
import type { GatewayOptions } from './config/options.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { SchemaExtension } from './graphql/schema.ts';
import type { HttpAnswer, IncomingRequest } from './http-message.ts';
import type { Log } from './log.ts';
import type { HttpRoute } from './transport/route-table.ts';

/** What a user may hand in beside the options: extensions of the graph, and the parts that tests replace. */
export interface GatewayParts {
  /** Types and resolvers of your own. */
  readonly extensions?: readonly SchemaExtension[] | undefined;
  /** Further routes beside the gateway's own. */
  readonly routes?: readonly HttpRoute[] | undefined;
  /** Answers GET and HEAD of all other paths, such as static files. */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
  /** What kept answers rest on. */
  readonly createAnswerBasis?: typeof createAnswerBasis | undefined;
  readonly eventLoopLag?: EventLoopLag | undefined;
  readonly random?: (() => number) | undefined;
}

/** A gateway in this process. */
export interface Gateway {
  /**
   * Listens, and reaches for Twilio in the background: `/readyz` tells when it was reached.
   * @throws {GatewayError} CONFIGURATION_INVALID when the port is taken, or Redis is wanted and its package missing.
   */
  start(): Promise<{ readonly port: number; readonly statusPort: number | null }>;
  /**
   * Answers a request that another server took, as the gateway's own server would; without a socket, and so without subscriptions. The
   * first one has everything but the server started. Rejects only where that fails.
   * @throws {GatewayError} CONFIGURATION_INVALID when Redis is wanted and its package missing.
   */
  handle(request: IncomingRequest): Promise<HttpAnswer>;
  /**
   * Takes over what can change while the gateway runs: auth tokens and API keys, how bearer tokens are verified, allowed origins, bounds
   * of the calls to Twilio, the read horizon of senders, and the log level. Sockets that are open stay open.
   * @throws {GatewayError} CONFIGURATION_INVALID naming everything that is wrong; then nothing has changed.
   */
  reload(options: GatewayOptions): ReloadResult;
  /** Stops in reverse order, within `totalMs`: unready, sockets, requests, what is left to write, connections. */
  stop(options?: {
    readonly noticeMs?: number;
    readonly spreadMs?: number;
    readonly totalMs?: number;
  }): Promise<void>;
}

/** What became of new options, as paths such as `auth.key.secret`. */
export interface ReloadResult {
  /** Changed, and taken over. */
  readonly applied: readonly string[];
  /** Changed, and not taken over before a restart. */
  readonly needsRestart: readonly string[];
}
