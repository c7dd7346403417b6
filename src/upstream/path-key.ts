import { GatewayError } from '../errors.ts';

/** Longer than anything Twilio accepts as a sid, an identity or a unique name (at most 256 characters). */
const pathKeyLengthMax = 512;

/**
 * A sid, identity or unique name as one segment of a path. The SDK pastes what it is given: a `#` would cut the path off, `..`
 * would climb out of it, and a slash would be refused with an error of its own.
 * @param noun what it names, for the error message.
 * @throws GatewayError NOT_FOUND for what cannot name anything: nothing is sent.
 */
export function pathKey(key: string, noun: string): string {
  if (key === '' || key === '.' || key === '..' || key.length > pathKeyLengthMax) throw noSuch(noun);
  try {
    return encodeURIComponent(key);
  } catch {
    // Half a surrogate pair has no UTF-8.
    throw noSuch(noun);
  }
}

function noSuch(noun: string): GatewayError {
  return new GatewayError('NOT_FOUND', `There is no such ${noun}.`);
}
