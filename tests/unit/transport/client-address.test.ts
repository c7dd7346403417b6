import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../src/transport/client-address.ts';

describe('clientAddress', () => {
  it.each([
    ['is the peer without proxies, whatever the header says', '192.0.2.9', '192.0.2.1', 0, '192.0.2.9'],
    ['is the newest entry behind one proxy', '10.0.0.1', '203.0.113.7, 192.0.2.1', 1, '192.0.2.1'],
    ['is the entry before the newest behind two', '10.0.0.1', 'spoofed, 192.0.2.1, 10.0.0.2', 2, '192.0.2.1'],
    ['is the peer when the header is too short', '10.0.0.1', '192.0.2.1', 2, '10.0.0.1'],
    ['is the peer when there is no header', '10.0.0.1', undefined, 1, '10.0.0.1'],
    ['is the peer when the entry is no address', '10.0.0.1', '192.0.2.1, unknown', 1, '10.0.0.1'],
    ['is IPv4 also where it comes as IPv6', '::ffff:192.0.2.9', undefined, 0, '192.0.2.9'],
    ['can be IPv6', '10.0.0.1', '2001:db8::1', 1, '2001:db8::1'],
    ['is unknown once the peer is gone', undefined, undefined, 0, 'unknown'],
  ])('%s', (_, peerAddress, forwardedFor, trustedProxies, expected) => {
    expect(clientAddress({ peerAddress, forwardedFor }, trustedProxies)).toBe(expected);
  });
});
