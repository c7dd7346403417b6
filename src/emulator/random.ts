/** Numbers from 0 (included) to 1 (excluded), as `Math.random` gives them. */
export type Random = () => number;

/**
 * A repeatable source of randomness: the same seed gives the same numbers (the published "mulberry32" recipe). Good enough for
 * sids and faults of an emulator, not for secrets.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/**
 * One seed out of two numbers, so that every request and every delivery draws from a source of its own: what one of them draws
 * does not move what the next one gets.
 */
export function mixSeeds(seed: number, ordinal: number): number {
  return (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(ordinal + 1, 0xc2b2ae35)) >>> 0;
}

/** Lower-case hexadecimal digits; `length` is a multiple of 8. */
export function randomHex(random: Random, length: number): string {
  let hex = '';
  while (hex.length < length) {
    hex += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
  return hex;
}

/** A UUID of version 4, as Twilio puts it into its idempotency token. */
export function randomUuid(random: Random): string {
  const hex = randomHex(random, 32);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
