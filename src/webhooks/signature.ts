import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { FormParameter } from './parse-form.ts';

/** Options of {@link createSignatureVerifier}. */
export interface SignatureVerifierOptions {
  /** The URL under which Twilio calls the receiver, as Twilio was configured with it. A fragment is dropped. */
  readonly publicUrl: string;
  /** One auth token of the account, or two while they are rotated. Never an API key's secret. */
  readonly authTokens: readonly string[];
}

/** Tells whether the holder of an auth token signed a form. */
export interface SignatureVerifier {
  /** The query that Twilio was configured with, question mark included; empty without one. */
  readonly search: string;
  /** Takes the same time whichever character of the signature is wrong. A right one says by its time which URL and token fitted. */
  isSigned(request: {
    /** The value of `X-Twilio-Signature`. */
    readonly signature: string;
    readonly parameters: readonly FormParameter[];
  }): boolean;
}

/**
 * Verifies `base64(HMAC-SHA1(auth token, URL + sorted names and values))`.
 *
 * The URL is the configured one and nothing from the request. Its port is tried as configured, left out, and as the default
 * spelled out, because Twilio has signed all three. Beyond that the official SDK's `validateRequest` also accepts two
 * re-encodings of the URL; the receiver never needs them, and one sort of the names instead of six keeps a forged form cheap.
 * See https://www.twilio.com/docs/usage/security#validating-requests
 *
 * @throws GatewayError `CONFIGURATION_INVALID` without a token, with an empty one, with more than two, or without an absolute
 * http(s) URL: an empty key would make every signature forgeable.
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const { authTokens } = options;
  if (authTokens.length < 1 || authTokens.length > 2 || authTokens.some((token) => token.trim() === ''))
    throw new GatewayError(
      'CONFIGURATION_INVALID',
      'Webhooks are verified with the auth token of the account: give one, or two while it is rotated, none of them empty.',
    );
  const keys = authTokens.map((authToken) => createSecretKey(authToken, 'utf8'));
  const [url = ''] = options.publicUrl.split('#', 1);
  const signedUrls = spellings(url);
  const queryStart = url.indexOf('?');
  return {
    search: queryStart === -1 ? '' : url.slice(queryStart),
    isSigned({ signature, parameters }) {
      const given = Buffer.from(signature, 'utf8');
      const joined = joinSorted(parameters);
      for (const key of keys) {
        for (const signedUrl of signedUrls) {
          const expected = createHmac('sha1', key)
            .update(signedUrl + joined)
            .digest('base64');
          if (isEqual(given, Buffer.from(expected, 'utf8'))) return true;
        }
      }
      return false;
    },
  };
}

/** The configured URL first, then the same with its port left out and with the default port spelled out. */
function spellings(url: string): readonly string[] {
  const match = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(url);
  const [, scheme, authority, rest] = match ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined || !URL.canParse(url))
    throw new GatewayError(
      'CONFIGURATION_INVALID',
      'The public URL of the webhook receiver has to be absolute, such as https://chat.example.com/webhooks/twilio.',
    );
  const host = authority.replace(/:\d*$/, '');
  if (host !== authority) return [url, `${scheme}://${host}${rest}`];
  const defaultPort = scheme.toLowerCase() === 'https' ? 443 : 80;
  return [url, `${scheme}://${host}:${defaultPort}${rest}`];
}

/**
 * What Twilio signs after the URL: names in order of their UTF-16 code units, each followed by its value, nothing between
 * them. Equal values of a repeated name count once, as in the official SDK.
 */
function joinSorted(parameters: readonly FormParameter[]): string {
  let joined = '';
  let last: FormParameter | undefined;
  for (const parameter of parameters.toSorted(byNameAndValue)) {
    const { name, value } = parameter;
    if (last?.name !== name || last.value !== value) joined += name + value;
    last = parameter;
  }
  return joined;
}

function byNameAndValue(left: FormParameter, right: FormParameter): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  if (left.value === right.value) return 0;
  return left.value < right.value ? -1 : 1;
}

function isEqual(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
