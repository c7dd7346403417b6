/** The emulator as a process of its own. */
import { createEmulator, type EmulatorFaults, type EmulatorSeed } from '../src/emulator/index.ts';
import { cpuMs, serveParent } from './child-process.ts';

const emulator = createEmulator({ port: 0, randomSeed: 1 });
const { port } = await emulator.start();

/** What the emulator is steered with. */
export const emulatorActions = {
  /** Where clients are to go, and as whom. */
  config: () => ({ ...emulator.config, port }),
  cpuMs: () => cpuMs(),
  seed: (seed: EmulatorSeed) => emulator.seed(seed).conversations.length,
  setFaults: (faults: EmulatorFaults) => emulator.setFaults(faults),
  /** Requests since it was asked last, and how many of them were refused with 429. */
  takeCalls() {
    const entries = emulator.journal.entries();
    emulator.journal.clear();
    return {
      calls: entries.length,
      refusals: entries.filter(({ status }) => status === 429).length,
      paths: entries.map(({ path }) => path),
    };
  },
};

serveParent(emulatorActions);
