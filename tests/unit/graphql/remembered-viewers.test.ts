import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { rememberViewers } from '../../../src/graphql/remembered-viewers.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

/** A verifier that takes any token and says how often it was asked. */
function setUp(options: { readonly ttlMs?: number; readonly charactersMax?: number } = {}) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const expiresAt = options.ttlMs === undefined ? null : new Date(clock.now() + options.ttlMs);
  const verifier = rememberViewers(
    {
      async verify(authorization) {
        asked.push(authorization);
        if (authorization.includes('bad')) throw new GatewayError('UNAUTHENTICATED', 'The token is refused.');
        return { identity: authorization, isService: false, expiresAt };
      },
    },
    { clock, charactersMax: options.charactersMax },
  );
  return { clock, asked, verifier };
}

describe('a token that was verified', () => {
  it('is not verified again for a minute', async () => {
    const { clock, asked, verifier } = setUp();

    const first = await verifier.verify('Bearer one');
    clock.advance(59_999);
    const again = await verifier.verify('Bearer one');
    const before = asked.length;
    clock.advance(1);
    await verifier.verify('Bearer one');

    expect(again).toEqual(first);
    expect([before, asked.length]).toEqual([1, 2]);
  });

  it('is never taken for remembered once it is over', async () => {
    const { clock, asked, verifier } = setUp({ ttlMs: 10_000 });

    await verifier.verify('Bearer one');
    clock.advance(9_999);
    await verifier.verify('Bearer one');
    const before = asked.length;
    clock.advance(1);
    await verifier.verify('Bearer one');

    expect([before, asked.length]).toEqual([1, 2]);
  });

  it('stands for no other, however alike', async () => {
    const { asked, verifier } = setUp();

    const viewers = await Promise.all(
      ['Bearer one', 'Bearer onE', 'Bearer one '].map((token) => verifier.verify(token)),
    );

    expect(viewers.map(({ identity }) => identity)).toEqual(['Bearer one', 'Bearer onE', 'Bearer one ']);
    expect(asked).toHaveLength(3);
  });

  it('is forgotten where there are too many', async () => {
    const { asked, verifier } = setUp({ charactersMax: 450 });

    for (const token of ['Bearer one', 'Bearer two', 'Bearer three', 'Bearer one'])
      await verifier.verify(token);

    expect(asked).toHaveLength(4);
  });
});

describe('a token that was refused', () => {
  it('is looked at each time', async () => {
    const { asked, verifier } = setUp();

    const refusals = await Promise.all(
      [1, 2].map(() => verifier.verify('Bearer bad').catch((error: GatewayError) => error.code)),
    );

    expect(refusals).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(asked).toHaveLength(2);
  });
});
