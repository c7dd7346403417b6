import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { isSid, type SidKind, sidPrefixes } from '../sid.ts';
import { findContradictions } from './contradictions.ts';
import type { Fault, OptionNaming } from './faults.ts';
import { limitsSchema } from './limits-schema.ts';
import { resolveLimits, type ResolvedLimits } from './limits.ts';
import { faultsOf } from './schema-faults.ts';
import { tokenAlgorithms } from './token-algorithms.ts';
import { trustedDocumentsSchema } from './trusted-documents.ts';
import { isOrigin, isRedisUrl, isSafeUrl } from './url-rules.ts';

/** The issuer and the audience of tokens where nothing else is configured. */
export const defaultTokenIssuer = 'twilio-conversations-graphql';

/** Options as they came out of the check: complete, or the reasons why not. */
export type OptionsCheck =
  | { readonly ok: true; readonly values: CheckedOptions }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Checks options that may be anything and fills in the defaults; `naming` is how the faults call them. */
export function checkOptions(options: unknown, naming: OptionNaming): OptionsCheck {
  // Options are checked once or twice in the life of a process: compiling a parser for them takes longer than doing without.
  const result = optionsSchema.safeParse(options, { jitless: true });
  const faults = [
    ...(result.success ? [] : faultsOf(result.error, { options, schema: optionsSchema, naming })),
    ...findContradictions(options, naming),
  ];
  if (!result.success || faults.length > 0) return { ok: false, faults };
  const { auth, limits, ...rest } = result.data;
  const key = chooseKey(auth.key);
  const fitting = 'secret' in key ? (['HS256'] as const) : tokenAlgorithms.published;
  return {
    ok: true,
    values: {
      ...rest,
      auth: { ...auth, key, algorithms: auth.algorithms ?? fitting },
      limits: resolveLimits(limits),
    },
  };
}

/** The paths of all options that are checked, in no particular order. */
export function optionPaths(): readonly string[] {
  return pathsOf(optionsSchema, []);
}

function pathsOf(schema: unknown, path: readonly string[]): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault)
    return pathsOf(schema.unwrap(), path);
  if (!(schema instanceof z.ZodObject)) return [path.join('.')];
  return Object.entries(schema.shape).flatMap(([name, inner]) => pathsOf(inner, [...path, name]));
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

const tokenSecret = secret.refine((value) => Buffer.byteLength(value) >= 32, {
  error: 'has to have at least 32 bytes',
});

const publicKey = z.string().refine(isPublicKey, { error: 'has to be a public key in PEM' });

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
      secret: tokenSecret.optional(),
      secretSecondary: tokenSecret.optional(),
      publicKey: publicKey.optional(),
      publicKeySecondary: publicKey.optional(),
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
  fastPaths: z.boolean().default(true),
  upstream: z
    .strictObject({
      preset: z.enum(['conservative']).optional(),
      requestsPerHour: wholeNumber(60, 100_000_000).optional(),
      messagesPerSecond: wholeNumber(1, 30).optional(),
      sweepsPerSecond: wholeNumber(1, 100).optional(),
      sweepPercent: wholeNumber(1, 90).optional(),
    })
    .optional(),
  limits: limitsSchema,
  trustedDocuments: trustedDocumentsSchema.optional(),
  shedding: z.strictObject({ lagTargetMs: wholeNumber(0, 10_000).default(10) }).prefault({}),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type SchemaOutput = z.output<typeof optionsSchema>;

/** Options that passed the check. */
export type CheckedOptions = Omit<SchemaOutput, 'auth' | 'limits'> & {
  readonly limits: ResolvedLimits;
  readonly auth: Omit<SchemaOutput['auth'], 'key' | 'algorithms'> & {
    readonly key: ReturnType<typeof chooseKey>;
    readonly algorithms: readonly string[];
  };
};

/** The one key of those that may be given. */
function chooseKey(key: SchemaOutput['auth']['key']) {
  const { secretSecondary, publicKeySecondary } = key;
  if (key.secret !== undefined)
    return { secret: key.secret, ...(secretSecondary === undefined ? {} : { secretSecondary }) };
  if (key.publicKey !== undefined)
    return { publicKey: key.publicKey, ...(publicKeySecondary === undefined ? {} : { publicKeySecondary }) };
  if (key.jwksUrl !== undefined) return { jwksUrl: key.jwksUrl };
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
