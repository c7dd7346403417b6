import { isIP } from 'node:net';

/** A connection as far as it tells who is at its other end. */
export interface ClientConnection {
  /** The address of the peer; undefined once it is gone. */
  readonly peerAddress: string | undefined;
  /** The `X-Forwarded-For` header, all of its values joined with commas. */
  readonly forwardedFor: string | undefined;
}

/**
 * The address of the client behind `trustedProxies` proxies, each of which appends to `X-Forwarded-For` whom it was called by.
 * With 0 the header is not looked at, because then anybody can have written it. Where the header is too short or does not name
 * an address, the peer is the client. IPv4 addresses written as IPv6 come out as IPv4.
 */
export function clientAddress(connection: ClientConnection, trustedProxies: number): string {
  const peer = plain(connection.peerAddress ?? '') ?? 'unknown';
  if (trustedProxies === 0) return peer;
  const forwarded = (connection.forwardedFor ?? '').split(',');
  return plain(forwarded[forwarded.length - trustedProxies] ?? '') ?? peer;
}

function plain(text: string): string | undefined {
  const address = text.trim().replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
