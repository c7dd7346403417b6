import { hkdfSync } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { ResolvedGatewayOptions } from './config/options.ts';
import { createCursorCodec, type CursorCodec } from './domain/cursor.ts';
import { type ReadHorizonAdvancer, stillReadHorizon } from './domain/read-horizon.ts';
import { createSweepPace, type SweepPace } from './events/sweep-pace.ts';
import { rememberViewers } from './graphql/remembered-viewers.ts';
import { createViewerVerifier, type ViewerVerifier } from './graphql/viewer.ts';
import type { HttpHandler } from './http-message.ts';
import { createOriginPolicy, type OriginPolicy } from './transport/origin-policy.ts';
import { sweepsPerSecondOf } from './upstream/pacing-rules.ts';
import { createWebhookReceiver, type WebhookReceiverOptions } from './webhooks/receiver.ts';

/** Options of {@link createReloadableParts}. */
export interface ReloadablePartsOptions {
  readonly options: ResolvedGatewayOptions;
  /** What the receiver of webhooks needs beside the auth tokens. */
  readonly receiver: Omit<WebhookReceiverOptions, 'authTokens' | 'limits'>;
  /** Tells the service that Twilio's own access tokens have to name. */
  readonly chatServiceSid: () => Promise<string>;
  /** Advances the read horizon of senders, where that is wanted. */
  readonly readHorizon: ReadHorizonAdvancer;
  readonly clock: Clock;
}

/** The parts of a gateway that a reload replaces. Whoever holds one of them always uses what holds now. */
export interface ReloadableParts {
  readonly receive: HttpHandler;
  readonly verifier: ViewerVerifier;
  readonly isOriginAllowed: OriginPolicy;
  readonly sweepPace: SweepPace;
  readonly membershipSweepPace: SweepPace;
  readonly cursors: CursorCodec;
  /** The auth tokens of the account: one, or two while they are rotated. */
  authTokens(): readonly string[];
  readHorizon(): ReadHorizonAdvancer;
  /**
   * Builds all of them anew.
   * @throws GatewayError `CONFIGURATION_INVALID` when one cannot be built; then all stay as they were.
   */
  replace(options: ResolvedGatewayOptions): void;
}

/** Builds the parts for the first time. */
export function createReloadableParts({ options, ...rest }: ReloadablePartsOptions): ReloadableParts {
  let parts = build(options, rest);
  return {
    receive: (request) => parts.receive(request),
    verifier: { verify: (authorization) => parts.verifier.verify(authorization) },
    isOriginAllowed: (question) => parts.isOriginAllowed(question),
    sweepPace: paceOf(() => parts.sweepPace),
    membershipSweepPace: paceOf(() => parts.membershipSweepPace),
    cursors: createCursorCodec({ keys: () => parts.cursorKeys }),
    authTokens: () => parts.authTokens,
    readHorizon: () => parts.readHorizon,
    replace(next) {
      parts = build(next, rest);
    },
  };
}

/** A removal of which no webhook told is noticed within about this, in milliseconds. */
const membershipSweepMs = 60_000;

/** Of the calls that sweeps may make: the rest goes to messages. */
const membershipSweepShare = 0.2;

function build(
  options: ResolvedGatewayOptions,
  { receiver, chatServiceSid, readHorizon, clock }: Omit<ReloadablePartsOptions, 'options'>,
) {
  const { auth, twilio, allowedOrigins, upstream, advanceReadHorizonOnSend, fastPaths, limits } = options;
  const { accountSid, apiKeySid, apiKeySecret } = twilio;
  const authTokens = [twilio.authToken, twilio.authTokenSecondary].filter((token) => token !== undefined);
  const sweepsPerSecond = sweepsPerSecondOf(upstream);
  const hasApiKey = apiKeySid !== undefined && apiKeySecret !== undefined;
  const verifier = createViewerVerifier({
    ...auth,
    toleranceMs: limits.token.toleranceMs,
    twilioAccessTokens:
      auth.twilioAccessTokens && hasApiKey ? { accountSid, apiKeySid, apiKeySecret, chatServiceSid } : null,
    clock,
  });
  return {
    authTokens,
    receive: createWebhookReceiver({ ...receiver, authTokens, limits: limits.webhook }),
    // What it remembers goes with the keys that it was verified with.
    verifier: fastPaths ? rememberViewers(verifier, { clock }) : verifier,
    isOriginAllowed: createOriginPolicy(allowedOrigins),
    sweepPace: createSweepPace({ callsPerSecond: sweepsPerSecond * (1 - membershipSweepShare) }),
    membershipSweepPace: createSweepPace({
      intervalMinMs: membershipSweepMs,
      callsPerSecond: sweepsPerSecond * membershipSweepShare,
    }),
    cursorKeys: authTokens.map((token) => deriveKey(token, 'cursors')),
    readHorizon: advanceReadHorizonOnSend ? readHorizon : stillReadHorizon,
  };
}

function paceOf(current: () => SweepPace): SweepPace {
  return {
    intervalMs: (state) => current().intervalMs(state),
    firstReadWithinMs: (state) => current().firstReadWithinMs(state),
  };
}

/** Keys of the gateway's own come from the one secret that all instances share; each purpose gets another. */
function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'twilio-conversations-graphql', purpose, 32));
}
