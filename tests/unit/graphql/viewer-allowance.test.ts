import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../../src/domain/access.ts';
import type { GatewayError } from '../../../src/errors.ts';
import { createViewerAllowance } from '../../../src/graphql/viewer-allowance.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

const viewer = (identity: string | null): Viewer => ({ identity, isService: false, expiresAt: null });
const alice = viewer('alice');

function setUp() {
  const clock = createFakeClock();
  const allowance = createViewerAllowance({
    operationsAtOnceMax: 2,
    operationsPerSecond: 20,
    operationsBurst: 100,
    clock,
  });
  const startMany = (who: Viewer, amount: number) => {
    for (let started = 0; started < amount; started += 1) allowance.start(who);
  };
  return { clock, allowance, startMany };
}

function refusalOf(act: () => unknown): GatewayError | null {
  try {
    act();
    return null;
  } catch (error) {
    return error as GatewayError;
  }
}

describe('a viewer', () => {
  it('may start 100 operations after a pause and 20 a second from then on', () => {
    const { clock, allowance, startMany } = setUp();

    startMany(alice, 100);
    const refusal = refusalOf(() => allowance.start(alice));
    clock.advance(1_000);
    startMany(alice, 20);

    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterMs: 50 } });
    expect(refusalOf(() => allowance.start(alice))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('takes nothing from another, and all without a token are one', () => {
    const { allowance, startMany } = setUp();

    startMany(alice, 100);
    startMany(viewer('bob'), 100);
    startMany(viewer(null), 100);

    expect(refusalOf(() => allowance.start(viewer(null)))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('may have 2 operations running; ending one twice frees one place', () => {
    const { allowance } = setUp();
    const end = allowance.run(alice);
    allowance.run(alice);

    expect(refusalOf(() => allowance.run(alice))).toMatchObject({ code: 'RATE_LIMITED' });
    end();
    end();
    allowance.run(alice);
    expect(refusalOf(() => allowance.run(alice))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('who is forgotten keeps no advantage: what runs is remembered, and so is a rate that has not recovered', () => {
    const { clock, allowance, startMany } = setUp();
    allowance.run(alice);
    allowance.run(alice);
    startMany(viewer('bob'), 100);

    clock.advance(1_000);
    for (let other = 0; other < 1_000; other += 1) allowance.start(viewer(`viewer ${other}`));

    expect(refusalOf(() => allowance.run(alice))).toMatchObject({ code: 'RATE_LIMITED' });
    startMany(viewer('bob'), 20);
    expect(refusalOf(() => allowance.start(viewer('bob')))).toMatchObject({ code: 'RATE_LIMITED' });
  });
});
