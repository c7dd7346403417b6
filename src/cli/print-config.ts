import { type DescribedOption, describeConfig } from '../config/describe-config.ts';
import { loadConfigWithSources } from '../config/load-config.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Command, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';

/** Prints what a gateway would run with, without secrets. */
export const printConfigCommand: Command = {
  usage: '[--config <file>] [--emulator] [--json]',
  summary: 'Prints every option, where it came from, and no secret.',
  options: {
    ...configOptions,
    emulator: { type: 'boolean', description: 'Prints what serve --emulator would use.' },
    json: { type: 'boolean', description: 'Prints JSON, for programs.' },
  },
  async run(input) {
    const mode = input.values['emulator'] === true ? 'emulator' : 'production';
    const described = describeConfig(
      loadConfigWithSources(processEnvironment(), configSourceOf(input, mode)),
    );
    console.log(
      input.values['json'] === true ? JSON.stringify(described, null, 2) : described.map(line).join('\n'),
    );
    return exitCodes.ok;
  },
};

function line({ variable, value, source }: DescribedOption): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return `${variable.padEnd(30)} ${text.replaceAll('\n', String.raw`\n`).padEnd(36)} ${source}`;
}
