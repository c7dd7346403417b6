import { loadEmulatorConfig } from '../config/load-config.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { createEmulator } from '../emulator/index.ts';
import { type Command, exitCodes } from './command.ts';
import { outliveOutput } from './outlive-output.ts';
import { startEmulator } from './start-emulator.ts';
import { untilStopped } from './until-stopped.ts';

/** Runs the emulator alone, for whatever else talks to Twilio Conversations. */
export const emulatorCommand: Command = {
  usage: '[--port <port>] [--demo]',
  summary: 'Runs the emulator of Twilio alone.',
  options: {
    port: { type: 'string', value: '<port>', description: 'Where it listens, in place of EMULATOR_PORT.' },
    demo: { type: 'boolean', description: 'Fills it with the people and conversations of the demo chat.' },
  },
  async run({ values }) {
    const port = readPort(values['port']);
    if (port === undefined) {
      console.error('--port has to be a whole number from 0 to 65535.');
      return exitCodes.usage;
    }
    const emulator = createEmulator({ port });
    await startEmulator(emulator, { port });
    outliveOutput();
    if (values['demo'] === true) emulator.seed({ preset: 'demo' });
    const { accountSid, authToken, baseUrl } = emulator.config;
    console.log(
      [
        `Twilio Conversations, emulated, at ${baseUrl}`,
        `  account sid  ${accountSid}`,
        `  auth token   ${authToken}`,
        `  control      ${baseUrl}/__emulator/config`,
      ].join('\n'),
    );
    await untilStopped();
    await emulator.stop();
    return exitCodes.ok;
  },
};

function readPort(text: string | boolean | undefined): number | undefined {
  if (text === undefined) return loadEmulatorConfig(processEnvironment()).port;
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}
