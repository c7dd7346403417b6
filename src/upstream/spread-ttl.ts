/** What was read in one moment goes over this share of its time, so that not all of it has to be read again in one moment. */
const spreadShare = 0.2;

/**
 * How long an answer is kept: up to a fifth shorter than it may be, by the conversation or the person that it is about. What is kept of one
 * of them and was read together ends together, since whoever reads one of it again reads all of it again.
 *
 * @param scopes what a change has to touch for the answer to be out of date; the first one says whom it is about
 */
export function spreadTtlMs(ttlMs: number, [scope = '']: readonly string[]): number {
  const subject = scope.split(' ', 2)[1];
  // What is about nobody in particular is there once.
  return subject === undefined ? ttlMs : ttlMs * (1 - spreadShare * shareOf(subject));
}

/** A share in [0, 1) that is the same for the same text: FNV-1a, with its bits mixed, or texts that end differently would be close together. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1)
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
