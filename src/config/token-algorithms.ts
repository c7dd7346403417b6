/** Every algorithm that a token may be signed with, by whether its key is shared or published. */
export const tokenAlgorithms = {
  shared: ['HS256', 'HS384', 'HS512'],
  published: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
} as const;
