import { createHmac } from 'node:crypto';
import { systemClock } from '../../../src/clock.ts';
import { GatewayError } from '../../../src/errors.ts';
import { createViewerVerifier } from '../../../src/graphql/viewer.ts';
import { type Door, requireMasked, Violation } from '../door.ts';
import type { Source } from '../source.ts';

const secret = 'the secret with which the fuzzed tokens are signed';
const issuer = 'issuer';
const audience = 'audience';

/**
 * Bearer tokens: altered ones, ones that strangers made, and properly signed ones with claims of all kinds. What is taken was signed with
 * the secret, and names who is in it.
 */
export const tokenDoor: Door = {
  name: 'token',
  async open() {
    const verifier = createViewerVerifier({
      key: { secret },
      algorithms: ['HS256'],
      issuer,
      audience,
      identityClaim: 'sub',
      scopeClaim: 'scope',
      twilioAccessTokens: null,
      clock: systemClock,
    });
    const genuine = sign({ alg: 'HS256' }, claims());
    return {
      atOnce: 1,
      async try(source) {
        const { authorization, isProper } = make(source, genuine);
        try {
          const viewer = await verifier.verify(authorization);
          if (!isProper && !saysTheSame(authorization, genuine))
            throw new Violation(`A token was taken that nobody signed: ${authorization}`);
          return viewer.isService ? 'service' : 'taken';
        } catch (error) {
          if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED') throw error;
          requireMasked(error.message, [secret]);
          return 'refused';
        }
      },
      close: async () => [],
    };
  },
};

const claims = () => ({
  sub: 'alice',
  iss: issuer,
  aud: audience,
  exp: Math.floor(Date.now() / 1_000) + 86_400,
});

function make(
  source: Source,
  genuine: string,
): { readonly authorization: string; readonly isProper: boolean } {
  const header = {
    alg: source.pick<unknown>(['HS256', 'none', 'HS512', 'RS256', source.json(1)]),
    ...(source.once(3) ? { [source.text()]: source.json(1) } : {}),
  };
  const changed = {
    ...claims(),
    [source.pick(['sub', 'iss', 'aud', 'exp', 'nbf', 'scope', source.text()])]: source.json(2),
  };
  switch (source.number(5)) {
    case 0:
      return { authorization: source.mutate(`Bearer ${genuine}`), isProper: false };
    case 1:
      return { authorization: `Bearer ${sign(header, changed, source.text())}`, isProper: false };
    case 2:
      return { authorization: `Bearer ${source.text()}.${source.text()}.${source.text()}`, isProper: false };
    case 3:
      return { authorization: `Bearer ${sign({ alg: 'HS256' }, changed)}`, isProper: true };
    default:
      return { authorization: `Bearer ${sign(header, claims())}`, isProper: header.alg === 'HS256' };
  }
}

function sign(header: object, payload: object, key: string = secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** Base64 says the same in several ways, and the word before the token counts for nothing. */
function saysTheSame(authorization: string, genuine: string): boolean {
  const bytes = (token: string) =>
    token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('hex'))
      .join('.');
  return bytes(authorization.replace(/^Bearer +/i, '')) === bytes(genuine);
}
