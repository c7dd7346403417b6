import { onTestFinished } from 'vitest';

/** Stops something when the test that started it is over; outside of a test, in `beforeAll` for example, the caller has to. */
export function stopWithTest(stop: () => unknown): void {
  try {
    onTestFinished(async () => {
      await stop();
    });
  } catch {
    // Outside of a test there is none to be over.
  }
}
