import type { Log } from '../../src/log.ts';

/** A log in which an error breaks a promise, and nothing else is kept. */
export function createFailingLog(fail: (violation: string) => void): Log {
  return {
    debug() {},
    info() {},
    warn() {},
    error: (message, fields) => fail(`${message} ${String(fields?.['error'])}`),
  };
}
