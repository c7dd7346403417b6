import type { Door } from './door.ts';
import { createSource } from './source.ts';

/** Options of {@link fuzz}. */
export interface FuzzOptions {
  readonly inputs: number;
  /** The seed of the first input; each further one has the next. */
  readonly seed: number;
  /** Called now and then with how many inputs are through. */
  readonly onProgress?: (through: number) => void;
}

/** What a door withstood. */
export interface FuzzReport {
  readonly door: string;
  readonly inputs: number;
  /** How many came to what. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What went wrong, each with the seed that repeats it. */
  readonly violations: readonly string[];
  /** Bytes of heap that are in use after the last input more than after a tenth of them. */
  readonly heapGrowthBytes: number;
}

/** An input without an answer for so long hangs. */
const patienceMs = 20_000;
const violationsMax = 20;

/** Puts many inputs through a door and looks for crashes, hangs, leaks and errors that got out. */
export async function fuzz(door: Door, { inputs, seed, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const outcomes = new Map<string, number>();
  const violations: string[] = [];
  const crashed = (error: unknown) => violations.push(`It crashed: ${describe(error)}`);
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
  const opened = await door.open();
  let next = 0;
  let heapAtFirst = 0;

  const worker = async () => {
    while (next < inputs && violations.length < violationsMax) {
      const current = next++;
      if (current === Math.floor(inputs / 10)) heapAtFirst = heapInUse();
      if (current % 10_000 === 9_999) onProgress?.(current + 1);
      try {
        const outcome = await within(patienceMs, opened.try(createSource(seed + current)));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      } catch (error) {
        violations.push(`--seed ${seed + current} --inputs 1: ${describe(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: opened.atOnce }, worker));
  const heapGrowthBytes = heapInUse() - heapAtFirst;
  violations.push(...(await opened.close()));
  process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
  return { door: door.name, inputs: next, outcomes, violations, heapGrowthBytes };
}

function within<Result>(limitMs: number, result: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It hangs: no answer for ${limitMs} ms.`)), limitMs);
    void result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Violation' ? error.message : String(error.stack);
}
