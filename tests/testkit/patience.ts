import { vi } from 'vitest';

/** How long a test waits for something that does not say how long, in milliseconds: vitest's second is too short for a busy machine. */
const patienceMs = 10_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: patienceMs, ...options });
