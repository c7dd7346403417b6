import { GatewayError } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import { checkOptions } from './check-options.ts';
import { optionNaming, phraseFaults } from './faults.ts';
import type { LimitsOptions, ResolvedLimits } from './limits.ts';

/** Digests alone, or the texts of documents by their digests. */
export type TrustedDocuments = readonly string[] | Readonly<Record<string, string>>;

/** What a gateway needs to know, as its user writes it. What has a default may be left out. */
export interface GatewayOptions {
  readonly twilio: TwilioOptions;
  /**
   * The origin at which the world reaches the gateway, such as `https://chat.example.com`: https, unless it is a loopback
   * address. Twilio's signatures are verified over it and the webhook path, so it has to be exactly what Twilio calls.
   */
  readonly publicUrl: string;
  readonly auth: AuthOptions;
  /**
   * The Redis that several instances share, `redis://` or `rediss://`, with its name and password if it has them. All instances of a
   * gateway have to be configured alike. Needs the package `redis`. @default none: the one instance keeps everything in memory
   */
  readonly redisUrl?: string | undefined;
  /** The port to listen at; 0 takes a free one. @default 4_000 */
  readonly port?: number | undefined;
  /**
   * A second port for `/metrics`, `/status`, `/healthz` and `/readyz`, which clients need not reach; 0 takes a free one. There `/metrics`
   * needs no token, and at the first port `/metrics` and `/status` are not served any more. @default none: all is served at `port`
   */
  readonly statusPort?: number | undefined;
  /** The address to listen at. @default all addresses of the machine */
  readonly host?: string | undefined;
  /** Origins whose pages may use the gateway, over HTTP and WebSocket; `*` admits all of them. @default [] */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Proxies in front that append to `X-Forwarded-For`, 0 to 10. @default 0 */
  readonly trustedProxies?: number | undefined;
  /** Serve the GraphQL IDE at `/graphiql`. @default false */
  readonly graphiql?: boolean | undefined;
  /** Answer introspection. @default false */
  readonly introspection?: boolean | undefined;
  /** Take queries and mutations over WebSocket too, not only subscriptions. @default false */
  readonly webSocketAllOperations?: boolean | undefined;
  /** Sending a message marks the conversation read for its sender, so that own messages are not unread. @default true */
  readonly advanceReadHorizonOnSend?: boolean | undefined;
  /**
   * Give an answer again while making it anew would give the same, execute what subscribers share once, and remember verified tokens for
   * a minute. Off, everything is made anew each time; what clients get is the same. @default true
   */
  readonly fastPaths?: boolean | undefined;
  /** Bounds of what goes to Twilio, beside Twilio's own. @default none */
  readonly upstream?: UpstreamOptions | undefined;
  /** Bounds of what clients may ask, each with a default. See docs/limits.md */
  readonly limits?: LimitsOptions | undefined;
  /**
   * SHA-256 digests of the documents that are answered, in hexadecimal digits, over the text exactly as clients send it; at most 100,000.
   * As an object with the text for each digest, clients can also ask by the digest alone. Every other document is `DOCUMENT_NOT_TRUSTED`,
   * introspection too. @default none: every document within the limits is answered
   */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  /** When work is refused with `OVERLOADED` so that the rest stays fast. */
  readonly shedding?: SheddingOptions | undefined;
  /** How much is logged. @default 'info' */
  readonly logLevel?: LogLevel | undefined;
}

/** Bounds that hold for all instances together where they share a Redis, and for each process alone where they do not. */
export interface UpstreamOptions {
  /**
   * `conservative` sets the figures of Twilio's older guides: 10,000 requests an hour, 1 message a second in a conversation. A figure
   * that is given beside it wins. @default none
   */
  readonly preset?: 'conservative' | undefined;
  /**
   * Requests to Twilio in any hour, 60 to 100,000,000; spent by the minute, and `sweepPercent` of them at most for the sweeps that look
   * for lost events. @default none; then `sweepsPerSecond` holds
   */
  readonly requestsPerHour?: number | undefined;
  /** Messages in any second of one conversation, 1 to 30. @default none; Twilio's own ceiling of 30 writes */
  readonly messagesPerSecond?: number | undefined;
  /** Sweeps in a second where `requestsPerHour` sets no bound, 1 to 100. @default 5 */
  readonly sweepsPerSecond?: number | undefined;
  /** Of a hundred requests where it does, those that sweeps may take, 1 to 90. @default 30 */
  readonly sweepPercent?: number | undefined;
}

/** The bound at which there is too much to do for one process. */
export interface SheddingOptions {
  /**
   * For how long what comes may wait in line for the process's one thread, in milliseconds, 0 to 10,000, where the line is not empty for ten
   * times as long. Then what has waited for longer is refused: queries and new sockets first, mutations from twice the target on,
   * subscriptions and webhooks never. One is taken in each turn of the event loop, and waiting for Twilio does not count. 0 never refuses.
   * @default 10
   */
  readonly lagTargetMs?: number | undefined;
}

/** The account at Twilio. */
export interface TwilioOptions {
  /** `AC…` */
  readonly accountSid: string;
  /** Verifies webhooks, always; and authenticates REST where no API key is given. */
  readonly authToken: string;
  /** The other auth token while tokens are rotated: webhooks signed with either are accepted. */
  readonly authTokenSecondary?: string | undefined;
  /** `SK…`: authenticates REST in place of the auth token, together with its secret. */
  readonly apiKeySid?: string | undefined;
  /** The secret of the API key. */
  readonly apiKeySecret?: string | undefined;
  /** The Conversations Service, `IS…`. @default the account's default service */
  readonly chatServiceSid?: string | undefined;
  /** Where REST is reached. @default Twilio */
  readonly baseUrl?: string | undefined;
}

/** How bearer tokens are verified. */
export interface AuthOptions {
  /** The key: exactly one of a shared secret of at least 32 bytes, a public key in PEM, and the address of a JWKS. */
  readonly key: TokenKey;
  /** The `iss` that a token must have. @default 'twilio-conversations-graphql' */
  readonly issuer?: string | undefined;
  /** The `aud` that a token must have. @default 'twilio-conversations-graphql' */
  readonly audience?: string | undefined;
  /** The claim that names the viewer. @default 'sub' */
  readonly identityClaim?: string | undefined;
  /** The claim that grants service scope when it holds the word `service`. @default 'scope' */
  readonly scopeClaim?: string | undefined;
  /** Algorithms accepted. @default HS256 for a secret, else all of RS…, PS…, ES… and EdDSA */
  readonly algorithms?: readonly string[] | undefined;
  /** Also accept Twilio's own access tokens with a chat grant for the service; needs the API key that signs them. @default false */
  readonly twilioAccessTokens?: boolean | undefined;
}

/** What tokens are verified with. While a secret or a public key is rotated, the other one is accepted beside it; a JWKS rotates by itself. */
export type TokenKey =
  | { readonly secret: string; readonly secretSecondary?: string | undefined }
  | { readonly publicKey: string; readonly publicKeySecondary?: string | undefined }
  | { readonly jwksUrl: string };

/** {@link AuthOptions} checked and complete. */
export interface ResolvedAuthOptions extends AuthOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly identityClaim: string;
  readonly scopeClaim: string;
  readonly algorithms: readonly string[];
  readonly twilioAccessTokens: boolean;
}

/** {@link GatewayOptions} checked and complete. Resolving them again changes nothing. */
export interface ResolvedGatewayOptions extends GatewayOptions {
  readonly auth: ResolvedAuthOptions;
  readonly port: number;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly webSocketAllOperations: boolean;
  readonly advanceReadHorizonOnSend: boolean;
  readonly fastPaths: boolean;
  readonly limits: ResolvedLimits;
  readonly shedding: { readonly lagTargetMs: number };
  readonly logLevel: LogLevel;
}

/**
 * Checks options and fills in the defaults.
 * @throws GatewayError `CONFIGURATION_INVALID` that names every fault, and no value: some of them are secrets.
 */
export function resolveOptions(options: GatewayOptions): ResolvedGatewayOptions {
  return resolveTree(options);
}

/**
 * The same for options that were put together and may be anything.
 * @throws GatewayError `CONFIGURATION_INVALID` as `resolveOptions` does.
 */
export function resolveTree(options: unknown): ResolvedGatewayOptions {
  const check = checkOptions(options, optionNaming);
  if (check.ok) return check.values;
  throw new GatewayError('CONFIGURATION_INVALID', phraseFaults(check.faults));
}
