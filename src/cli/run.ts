import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GatewayError } from '../errors.ts';
import { packageFile } from '../package-files.ts';
import { type Command, type CommandInput, exitCodes } from './command.ts';

/** The commands by name. Loaded when they are asked for: printing a token must not wait for the gateway to load. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  emulator: async () => (await import('./emulator.ts')).emulatorCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  'check-config': async () => (await import('./check-config.ts')).checkConfigCommand,
  'print-config': async () => (await import('./print-config.ts')).printConfigCommand,
  'print-schema': async () => (await import('./print-schema.ts')).printSchemaCommand,
};

const programName = 'twilio-conversations-graphql';

/** Runs the program and resolves with its exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') {
    console.log(readVersion());
    return exitCodes.ok;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(await describeProgram());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    console.error(`There is no command "${name}".\n\n${await describeProgram()}`);
    return exitCodes.usage;
  }
  return runCommand(name, await load(), rest);
}

async function runCommand(name: string, command: Command, argv: readonly string[]): Promise<number> {
  const input = readInput(name, command, argv);
  if (typeof input === 'number') return input;
  try {
    return await command.run(input);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    console.error(error.message);
    return error.code === 'CONFIGURATION_INVALID' ? exitCodes.configuration : exitCodes.failed;
  }
}

function readInput(name: string, command: Command, argv: readonly string[]): CommandInput | number {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...typesOf(command), help: { type: 'boolean', short: 'h' } },
    });
    if (values['help'] === true) {
      console.log(describeCommand(name, command));
      return exitCodes.ok;
    }
    return { positionals, values };
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\n\n${describeCommand(name, command)}`,
    );
    return exitCodes.usage;
  }
}

async function describeProgram(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, summary } = await load();
      return [`  ${`${name} ${usage}`.trimEnd()}`, `      ${summary}`].join('\n');
    }),
  );
  return [
    `A GraphQL gateway over Twilio Conversations.`,
    '',
    `Usage: ${programName} <command> [options]`,
    '',
    ...lines,
    '',
    '  --version',
    '      Prints the version.',
    '  <command> --help',
    '      Tells more of a command.',
  ].join('\n');
}

function typesOf({ options }: Command) {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
}

function describeCommand(name: string, { usage, summary, options, details }: Command): string {
  const flags = Object.entries(options).map(
    ([option, { value, description }]) =>
      `  ${`--${option}${value === undefined ? '' : ` ${value}`}`.padEnd(22)}${description}`,
  );
  return [
    `Usage: ${programName} ${name} ${usage}`,
    '',
    summary,
    ...(flags.length > 0 ? ['', ...flags] : []),
    ...(details ? ['', details()] : []),
  ].join('\n');
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
