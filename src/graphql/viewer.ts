import { createPublicKey, createSecretKey } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { createRemoteJWKSet } from 'jose/jwks/remote';
import { jwtVerify } from 'jose/jwt/verify';
import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import { identityCharactersMax } from '../domain/identity.ts';
import { GatewayError } from '../errors.ts';

/** How tokens are verified. */
export interface ViewerOptions {
  /**
   * Where keys come from: exactly one of a shared secret of at least 32 bytes, a public key in PEM, and a JWKS address. While the
   * first two are rotated, tokens of another one are accepted beside.
   */
  readonly key:
    | { readonly secret: string; readonly secretSecondary?: string | undefined }
    | { readonly publicKey: string; readonly publicKeySecondary?: string | undefined }
    | { readonly jwksUrl: string };
  /** Algorithms accepted; a token that names another is refused. */
  readonly algorithms: readonly string[];
  /** The `iss` that a token must have. */
  readonly issuer: string;
  /** The `aud` that a token must have. */
  readonly audience: string;
  /** The claim that names the viewer. @default 'sub' */
  readonly identityClaim: string;
  /** The claim that grants service scope when it holds the word `service`. @default 'scope' */
  readonly scopeClaim: string;
  /** By how much the clock of whoever signs may differ from ours, in milliseconds. @default 5_000 */
  readonly toleranceMs?: number | undefined;
  /** Also accept Twilio's own access tokens with a chat grant for this service; null does not. */
  readonly twilioAccessTokens: TwilioAccessTokenOptions | null;
  readonly clock: Clock;
}

/** What makes an access token of Twilio acceptable. */
export interface TwilioAccessTokenOptions {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** The service that the chat grant must name. */
  readonly chatServiceSid: () => Promise<string>;
}

/** Finds out who asks. */
export interface ViewerVerifier {
  /**
   * @param authorization the value of an `authorization` header: `Bearer` and a token
   * @throws {GatewayError} UNAUTHENTICATED with the reason, but nothing of the token.
   */
  verify(authorization: string): Promise<Viewer>;
}

const serviceScope = 'service';
const tokenCharactersMax = 8_192;

/** Verifies bearer tokens: signature, algorithm, issuer, audience and time; `exp` and an identity are required. */
export function createViewerVerifier(options: ViewerOptions): ViewerVerifier {
  const keys = createKeys(options.key);
  const clockTolerance = (options.toleranceMs ?? 5_000) / 1_000;
  const common = () => ({
    clockTolerance,
    currentDate: new Date(options.clock.wallTime()),
    requiredClaims: ['exp'],
  });

  const verifyOwn = async (token: string): Promise<Viewer> => {
    const { payload } = await verifyToken(token, keys, {
      ...common(),
      algorithms: [...options.algorithms],
      issuer: options.issuer,
      audience: options.audience,
    });
    const isService = scopesOf(payload[options.scopeClaim]).includes(serviceScope);
    return createViewer(payload[options.identityClaim], payload, isService);
  };

  const verifyTwilio = async (token: string, twilio: TwilioAccessTokenOptions): Promise<Viewer> => {
    const { payload } = await verifyToken(token, [createSecretKey(Buffer.from(twilio.apiKeySecret))], {
      ...common(),
      algorithms: ['HS256', 'HS384', 'HS512'],
      issuer: twilio.apiKeySid,
      subject: twilio.accountSid,
    });
    const grants = payload['grants'] as { identity?: unknown; chat?: { service_sid?: unknown } } | undefined;
    if (grants?.chat?.service_sid !== (await twilio.chatServiceSid())) {
      throw unauthenticated('it has no chat grant for this service');
    }
    return createViewer(grants?.identity, payload, false);
  };

  return {
    async verify(authorization) {
      const token = /^Bearer +([\w-]+\.[\w-]*\.[\w-]*)$/i.exec(
        authorization.slice(0, tokenCharactersMax),
      )?.[1];
      if (token === undefined) throw unauthenticated('it is not of the form `Bearer <token>`');
      const twilio = options.twilioAccessTokens;
      if (twilio && isTwilioAccessToken(token)) return verifyTwilio(token, twilio);
      return verifyOwn(token);
    },
  };
}

type Key = ReturnType<typeof createSecretKey> | JWTVerifyGetKey;

function createKeys(key: ViewerOptions['key']): readonly Key[] {
  if ('secret' in key)
    return present([key.secret, key.secretSecondary]).map((secret) => createSecretKey(Buffer.from(secret)));
  if ('publicKey' in key)
    return present([key.publicKey, key.publicKeySecondary]).map((pem) => createPublicKey(pem));
  return [createRemoteJWKSet(new URL(key.jwksUrl), { timeoutDuration: 5_000, cooldownDuration: 30_000 })];
}

function present(values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value) => value !== undefined);
}

/** With the first key that fits; the reason is that of the key with which the token was signed, where one of them was. */
async function verifyToken(token: string, keys: readonly Key[], options: Parameters<typeof jwtVerify>[2]) {
  let failure: unknown;
  for (const key of keys) {
    try {
      // jose's overloads want to know beforehand which of the two a key is.
      return typeof key === 'function'
        ? await jwtVerify(token, key, options)
        : await jwtVerify(token, key, options);
    } catch (error) {
      failure = isOfAnotherKey(failure) ? error : (failure ?? error);
    }
  }
  throw unauthenticated(reasonOf(failure), failure);
}

/** Whether a failure says no more than that the token was signed with something else than this key. */
function isOfAnotherKey(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === signatureFailure;
}

const signatureFailure = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it has expired',
  [signatureFailure]: 'its signature does not hold',
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm is not accepted',
  ERR_JWKS_NO_MATCHING_KEY: 'no published key matches it',
  ERR_JWKS_TIMEOUT: 'the published keys cannot be reached',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'it is not valid';
  if (error.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' && 'claim' in error) {
    return `its claim \`${String(error.claim)}\` is missing or not accepted`;
  }
  return reasons[String(error.code)] ?? 'it is not valid';
}

function createViewer(identity: unknown, payload: JWTPayload, isService: boolean): Viewer {
  const isText = typeof identity === 'string' && identity !== '' && identity.length <= identityCharactersMax;
  if (!isText && !(isService && identity === undefined)) throw unauthenticated('it names no identity');
  return {
    identity: isText ? identity : null,
    isService,
    expiresAt: payload.exp === undefined ? null : new Date(payload.exp * 1_000),
  };
}

/** Scopes come as words in one text, or as a list. */
function scopesOf(claim: unknown): readonly unknown[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim : [];
}

function isTwilioAccessToken(token: string): boolean {
  try {
    return (decodeProtectedHeader(token).cty ?? '').startsWith('twilio-fpa');
  } catch {
    return false;
  }
}

function unauthenticated(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', `The token is refused: ${reason}.`, { cause });
}
