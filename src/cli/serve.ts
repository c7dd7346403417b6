import { loadConfig, loadEmulatorConfig } from '../config/load-config.ts';
import type { ResolvedGatewayOptions } from '../config/options.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { createGateway } from '../gateway.ts';
import type { GatewayParts } from '../gateway-surface.ts';
import { createStaticFiles } from '../transport/static-files.ts';
import { type Demo, startDemo } from './demo.ts';
import { type Command, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';
import { describeVariables } from './describe-variables.ts';
import { outliveOutput } from './outlive-output.ts';
import { reloadOnHangup } from './reload-on-hangup.ts';
import { untilStopped } from './until-stopped.ts';
import { findWebPages } from './web-pages.ts';

/** Runs a gateway over Twilio, or with `--emulator` a whole chat on this machine alone. */
export const serveCommand: Command = {
  usage: '[--emulator] [--config <file>]',
  summary: 'Runs the gateway over Twilio, or over the emulator with a demo chat.',
  options: {
    emulator: {
      type: 'boolean',
      description: 'Plays Twilio on this machine, with a demo chat; needs no account.',
    },
    ...configOptions,
  },
  details: describeVariables,
  async run(input) {
    const environment = processEnvironment();
    if (input.values['emulator'] !== true) {
      const load = () => loadConfig(environment, configSourceOf(input));
      return serve(load, null);
    }
    const load = () => loadConfig(environment, configSourceOf(input, 'emulator'));
    const options = load();
    const demo = await startDemo({
      port: loadEmulatorConfig(environment).port,
      publicUrl: options.publicUrl,
    });
    try {
      return await serve(load, demo);
    } finally {
      await demo.stop();
    }
  },
};

/** Balancers get this long to look elsewhere before sockets close; a demo has none. */
const noticeMs = 5_000;

async function serve(load: () => ResolvedGatewayOptions, demo: Demo | null): Promise<number> {
  const options = load();
  const pages = findWebPages({ chat: demo !== null, graphiql: options.graphiql });
  const parts: GatewayParts = { fallback: createStaticFiles(pages), routes: demo?.routes };
  const gateway = createGateway(options, parts);
  const { port } = await gateway.start();
  outliveOutput();
  console.log(demo ? describeDemo(port, demo) : `The gateway listens at port ${port}.`);
  const endReloads = reloadOnHangup(gateway, load);
  await untilStopped();
  endReloads();
  await gateway.stop(demo ? {} : { noticeMs, spreadMs: noticeMs });
  return exitCodes.ok;
}

function describeDemo(port: number, demo: Demo): string {
  const origin = `http://localhost:${port}`;
  return [
    '',
    `  Chat       ${origin}/            sign in as ${demo.people.slice(0, 3).join(', ')}`,
    `  GraphiQL   ${origin}/graphiql/`,
    `  GraphQL    ${origin}/graphql     over HTTP and WebSocket`,
    `  Emulator   ${demo.emulatorOrigin}            plays Twilio`,
    '',
    '  A token:   npx twilio-conversations-graphql token alice',
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}
