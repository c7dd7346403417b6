import { existsSync, openSync, closeSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog, createLogOutput } from '../../../src/log.ts';

function open(path: string): number {
  const descriptor = openSync(path, 'w');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

describe('the output of the log', () => {
  it('holds a line as soon as it is written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-output-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'log');
    const log = createLog({ level: 'info', destination: createLogOutput(open(path)) });

    log.info('Ahoy ⛵');

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 'info', msg: 'Ahoy ⛵' });
  });

  // Linux has a file for which every disk is full.
  it.skipIf(!existsSync('/dev/full'))('drops what a full disk does not take, and throws nothing', () => {
    const log = createLog({ level: 'info', destination: createLogOutput(open('/dev/full')) });

    expect(() => log.error('lost')).not.toThrow();
  });
});
