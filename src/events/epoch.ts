const epochDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Draws the name of an epoch, the time over which offsets of a bus can be compared: 12 digits of base 36, enough that no two are
 * the same by chance.
 */
export function drawEpoch(random: () => number): string {
  return Array.from({ length: 12 }, () => epochDigits[Math.floor(random() * epochDigits.length)]).join('');
}
