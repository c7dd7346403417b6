import type { ConfigMode, LoadConfigOptions } from '../config/load-config.ts';
import type { CommandInput, CommandOptions } from './command.ts';

/** The options of commands that load a configuration. */
export const configOptions = {
  config: { type: 'string', value: '<file>', description: 'A JSON file of options; variables win over it.' },
} as const satisfies CommandOptions;

/** How a command was told to load its configuration. */
export function configSourceOf(
  { values }: Pick<CommandInput, 'values'>,
  mode: ConfigMode = 'production',
): LoadConfigOptions {
  const { config } = values;
  return { mode, ...(typeof config === 'string' ? { configFile: config } : {}) };
}
