import { describe, expect, test } from 'vitest';
import { type EnvironmentVariable, environmentVariables } from '../../src/config/environment.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

describe('docs/configuration.md', () => {
  test('lists every environment variable with what it is and its default, and none that is not read', () => {
    const documented = readTable(readRepositoryFile('docs/configuration.md'), [
      'Variable',
      'What it is',
      'Default',
    ]);

    expect(documented).toEqual(environmentVariables.map(rowOf));
  });
});

function rowOf({
  name,
  description,
  default: fallback,
  emulatorDefault,
}: EnvironmentVariable): readonly string[] {
  const overEmulator = emulatorDefault === undefined ? '' : `; over the emulator ${quote(emulatorDefault)}`;
  return [`\`${name}\``, description, `${fallback === null ? 'none' : quote(fallback)}${overEmulator}`];
}

/** Values as they are written stand in code quotes; words about a value do not. */
function quote(value: string): string {
  return value.includes(' ') ? value : `\`${value}\``;
}
