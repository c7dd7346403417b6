import { createHash } from 'node:crypto';
import type { Message } from '../model.ts';

/** Enough that two contents of one message share a fingerprint once in 2^48 edits, and exact as a number. */
const fingerprintBytes = 6;
const fingerprints = new WeakMap<Message, number>();

/**
 * What of a message an edit can change, as a number: two sources that hold the same content agree on it. What webhooks do not tell
 * (delivery, content sid) and what sources round differently (dates) is left out.
 */
export function fingerprintOf(message: Message): number {
  const known = fingerprints.get(message);
  if (known !== undefined) return known;
  const { sid, author, body, attributes, media } = message;
  const content = JSON.stringify([sid, author, body, attributes, media.map((each) => each.sid)]);
  const fingerprint = createHash('sha256').update(content).digest().readUIntBE(0, fingerprintBytes);
  fingerprints.set(message, fingerprint);
  return fingerprint;
}
