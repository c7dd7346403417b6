import { loadConfigWithSources } from '../config/load-config.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Command, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';

/** Checks the configuration as `serve` would, and starts nothing. */
export const checkConfigCommand: Command = {
  usage: '[--config <file>] [--emulator]',
  summary: 'Checks the configuration, and starts nothing.',
  options: {
    ...configOptions,
    emulator: { type: 'boolean', description: 'Checks what serve --emulator would use.' },
  },
  async run(input) {
    const mode = input.values['emulator'] === true ? 'emulator' : 'production';
    const { sources } = loadConfigWithSources(processEnvironment(), configSourceOf(input, mode));
    console.log(
      `The configuration is usable. ${sources.size} options are set, the others have their defaults.`,
    );
    return exitCodes.ok;
  },
};
