import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { twilioErrors } from '../../src/upstream/twilio-error-table.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

const document = readRepositoryFile('docs/errors.md');

describe('docs/errors.md', () => {
  test('lists every code with its status and meaning, and none that does not exist', () => {
    const documented = readTable(document, ['Code', 'HTTP status', 'Meaning']);
    const existing = Object.entries(errorCodes).map(([code, { status, meaning }]) => [
      `\`${code}\``,
      String(status),
      meaning,
    ]);

    expect(new Set(documented)).toEqual(new Set(existing));
  });

  test('lists what every error of Twilio becomes, and none that is not translated', () => {
    const documented = readTable(document, ['Twilio', 'Becomes', 'Said to the client']);
    const existing = [...twilioErrors].map(([twilioCode, { code, message }]) => [
      String(twilioCode),
      `\`${code}\``,
      message,
    ]);

    expect(new Set(documented)).toEqual(new Set(existing));
  });
});
