import { describe, expect, it } from 'vitest';
import { planFaults, type FaultPlanOptions, type PlannedFault } from '../../chaos/schedule.ts';

const options: FaultPlanOptions = { seed: 7, durationMs: 120_000, gateways: 3, hasRedis: true };
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe('planFaults', () => {
  it('gives the same plan for the same seed, and another one for another seed', () => {
    expect(planFaults(options)).toEqual(planFaults(options));
    expect(planFaults(options)).not.toEqual(planFaults({ ...options, seed: 8 }));
  });

  it('lets every kind of fault happen within two minutes', () => {
    for (const seed of seeds) {
      const kinds = new Set(planFaults({ ...options, seed }).map(({ kind }) => kind));

      expect(kinds.size, `seed ${seed}`).toBe(19);
    }
  });

  it('lets every fault end in time', () => {
    for (const seed of seeds) {
      for (const { atMs, lastsMs } of planFaults({ ...options, seed })) {
        expect(atMs + lastsMs).toBeLessThanOrEqual(options.durationMs);
      }
    }
  });

  it('never does two things to one process at a time', () => {
    const isOfProcess = ({ kind }: PlannedFault) =>
      ['gateway killed', 'gateway terminated', 'gateway frozen'].includes(kind);

    for (const seed of seeds) {
      for (const gateway of [0, 1, 2]) {
        const faults = planFaults({ ...options, seed }).filter(
          (fault) => isOfProcess(fault) && fault.gateway === gateway,
        );
        for (const [at, fault] of faults.entries()) {
          expect(fault.atMs).toBeGreaterThan((faults[at - 1]?.atMs ?? -1) + (faults[at - 1]?.lastsMs ?? 0));
        }
      }
    }
  });

  it('leaves Redis alone where there is none', () => {
    const kinds = planFaults({ ...options, hasRedis: false }).map(({ kind }) => kind);

    expect(kinds.filter((kind) => kind.startsWith('redis'))).toEqual([]);
    expect(kinds).toContain('gateway killed');
  });

  it('never ends the process of the survivor', () => {
    const plan = planFaults({ ...options, durationMs: 1_800_000, survivor: 2 });
    const hits = plan.filter(({ gateway }) => gateway === 2).map(({ kind }) => kind);

    expect(hits).toContain('gateway frozen');
    expect(hits).not.toContain('gateway killed');
    expect(hits).not.toContain('gateway terminated');
  });
});
