import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { isSid, type SidKind, sidPrefixes } from '../sid.ts';
import { findContradictions } from './contradictions.ts';
import { type Fault, faultsOf, type OptionNaming } from './faults.ts';
import { tokenAlgorithms } from './token-algorithms.ts';
import { isOrigin, isRedisUrl, isSafeUrl } from './url-rules.ts';

/** The issuer and the audience of tokens where nothing else is configured. */
export const defaultTokenIssuer = 'twilio-conversations-graphql';

/** Options as they came out of the check: complete, or the reasons why not. */
export type OptionsCheck =
  | { readonly ok: true; readonly values: CheckedOptions }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Checks options that may be anything and fills in the defaults; `naming` is how the faults call them. */
export function checkOptions(options: unknown, naming: OptionNaming): OptionsCheck {
  const result = optionsSchema.safeParse(options);
  const faults = [
    ...(result.success ? [] : faultsOf(result.error, { options, schema: optionsSchema, naming })),
    ...findContradictions(options, naming),
  ];
  if (!result.success || faults.length > 0) return { ok: false, faults };
  const { auth, ...rest } = result.data;
  const key = chooseKey(auth.key);
  const fitting = 'secret' in key ? (['HS256'] as const) : tokenAlgorithms.published;
  return { ok: true, values: { ...rest, auth: { ...auth, key, algorithms: auth.algorithms ?? fitting } } };
}

const filledText = z.string().min(1, { error: 'must not be empty' });

const secret = filledText.refine((value) => value === value.trim(), {
  error: 'has white space around it, which is hardly part of it',
});

const safeUrl = z.string().refine(isSafeUrl, {
  error: 'has to be an https URL; http is for addresses of this machine alone',
});

function sid(kind: SidKind) {
  return z.string().refine((value) => isSid(kind, value), {
    error: `has to be ${sidPrefixes[kind]} and 32 hexadecimal digits`,
  });
}

function wholeNumber(least: number, most: number) {
  const error = `has to be a whole number from ${least} to ${most}`;
  return z.int().min(least, { error }).max(most, { error });
}

const optionsSchema = z.strictObject({
  twilio: z.strictObject({
    accountSid: sid('account'),
    authToken: secret,
    authTokenSecondary: secret.optional(),
    apiKeySid: sid('apiKey').optional(),
    apiKeySecret: secret.optional(),
    chatServiceSid: sid('service').optional(),
    baseUrl: z
      .string()
      .refine(isOrigin, { error: 'has to be an http or https URL without a path' })
      .optional(),
  }),
  publicUrl: safeUrl
    .refine(isOrigin, { error: 'has to be an origin without a path, such as https://chat.example.com' })
    .transform((url) => new URL(url).origin),
  auth: z.strictObject({
    key: z.strictObject({
      secret: secret
        .refine((value) => Buffer.byteLength(value) >= 32, { error: 'has to have at least 32 bytes' })
        .optional(),
      publicKey: z.string().refine(isPublicKey, { error: 'has to be a public key in PEM' }).optional(),
      jwksUrl: safeUrl.optional(),
    }),
    issuer: filledText.default(defaultTokenIssuer),
    audience: filledText.default(defaultTokenIssuer),
    identityClaim: filledText.default('sub'),
    scopeClaim: filledText.default('scope'),
    algorithms: z
      .array(z.enum([...tokenAlgorithms.shared, ...tokenAlgorithms.published]))
      .min(1, { error: 'has to name an algorithm' })
      .optional(),
    twilioAccessTokens: z.boolean().default(false),
  }),
  redisUrl: z.string().refine(isRedisUrl, { error: 'has to be a redis:// or rediss:// URL' }).optional(),
  port: wholeNumber(0, 65_535).default(4_000),
  statusPort: wholeNumber(0, 65_535).optional(),
  host: filledText.optional(),
  allowedOrigins: z
    .array(
      z
        .string()
        .refine((origin) => origin === '*' || isOrigin(origin), {
          error: 'has to hold origins such as https://app.example.com, or *',
        })
        .transform((origin) => (origin === '*' ? origin : new URL(origin).origin)),
    )
    .default([]),
  trustedProxies: wholeNumber(0, 10).default(0),
  graphiql: z.boolean().default(false),
  introspection: z.boolean().default(false),
  webSocketAllOperations: z.boolean().default(false),
  advanceReadHorizonOnSend: z.boolean().default(true),
  upstream: z
    .strictObject({
      preset: z.enum(['conservative']).optional(),
      requestsPerHour: wholeNumber(60, 100_000_000).optional(),
      messagesPerSecond: wholeNumber(1, 30).optional(),
    })
    .optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type SchemaOutput = z.output<typeof optionsSchema>;

/** Options that passed the check. */
export type CheckedOptions = Omit<SchemaOutput, 'auth'> & {
  readonly auth: Omit<SchemaOutput['auth'], 'key' | 'algorithms'> & {
    readonly key: ReturnType<typeof chooseKey>;
    readonly algorithms: readonly string[];
  };
};

/** The one key of those that may be given. */
function chooseKey({ secret: shared, publicKey, jwksUrl }: SchemaOutput['auth']['key']) {
  if (shared !== undefined) return { secret: shared };
  if (publicKey !== undefined) return { publicKey };
  if (jwksUrl !== undefined) return { jwksUrl };
  throw new Error('The check let options pass without a token key.');
}

function isPublicKey(pem: string): boolean {
  // Node would derive the public half of a private key; whoever put that here put it in the wrong place.
  if (pem.includes('PRIVATE KEY')) return false;
  try {
    return createPublicKey(pem).type === 'public';
  } catch {
    return false;
  }
}
