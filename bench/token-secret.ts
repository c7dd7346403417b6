/** The secret with which the benchmarks sign tokens. */
export const tokenSecret = 'the secret with which the benchmarks sign their tokens';
