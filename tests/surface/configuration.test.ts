import { describe, expect, test } from 'vitest';
import { type EnvironmentVariable, fileNameOf } from '../../src/config/environment-variable.ts';
import { environmentVariables } from '../../src/config/environment.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

describe('docs/configuration.md', () => {
  test('lists every environment variable but those of limits, with what it is and its default, and none that is not read', () => {
    const documented = readTable(readRepositoryFile('docs/configuration.md'), [
      'Variable',
      'In a config file',
      'What it is',
      'Default',
      'SIGHUP',
    ]);

    expect(documented).toEqual(
      environmentVariables.filter(({ option }) => option?.startsWith('limits.') !== true).map(rowOf),
    );
  });
});

function rowOf(variable: EnvironmentVariable): readonly string[] {
  const { name, option, description, default: fallback, emulatorDefault, isReloadable } = variable;
  const overEmulator = emulatorDefault === undefined ? '' : `; over the emulator ${quote(emulatorDefault)}`;
  return [
    fileNameOf(variable) === undefined ? `\`${name}\`` : `\`${name}\`, \`…_FILE\``,
    option === null ? '' : `\`${option}\``,
    description,
    `${fallback === null ? 'none' : quote(fallback)}${overEmulator}`,
    isReloadable ? 'reloads' : '',
  ];
}

/** Values as they are written stand in code quotes; words about a value do not. */
function quote(value: string): string {
  return value.includes(' ') ? value : `\`${value}\``;
}
