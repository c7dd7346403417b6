import { onTestFinished } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorFaults,
  type EmulatorOptions,
  type EmulatorSeed,
  type EmulatorSeedPreset,
  type JournalEntry,
  type SeedResult,
} from '../../src/emulator/index.ts';

/** What tests steer an emulator with. */
export interface EmulatorControl {
  seed(seed: EmulatorSeed | EmulatorSeedPreset): SeedResult;
  setFaults(faults: EmulatorFaults): void;
  journal(): readonly JournalEntry[];
  clearJournal(): void;
  reset(): void;
}

/** A running emulator. */
export interface StartedEmulator {
  readonly emulator: Emulator;
  /** Such as `http://127.0.0.1:43210`. */
  readonly origin: string;
  readonly port: number;
  readonly control: EmulatorControl;
  /** Also done by itself when the test that started the emulator is over. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator on a free port. Within a test it stops by itself when the test is over; elsewhere, in `beforeAll` for
 * example, the caller stops it.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<StartedEmulator> {
  const emulator = createEmulator({ port: 0, randomSeed: 1, ...options });
  const { origin, port } = await emulator.start();
  const stop = () => emulator.stop();
  stopWithTest(stop);
  return {
    emulator,
    origin,
    port,
    control: {
      seed: emulator.seed,
      setFaults: emulator.setFaults,
      journal: emulator.journal.entries,
      clearJournal: emulator.journal.clear,
      reset: () => emulator.reset(),
    },
    stop,
  };
}

function stopWithTest(stop: () => Promise<void>): void {
  try {
    onTestFinished(stop);
  } catch {
    // Outside of a test there is none to be over.
  }
}
