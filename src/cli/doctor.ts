import { loadConfig } from '../config/load-config.ts';
import type { ResolvedGatewayOptions } from '../config/options.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Command, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';
import { diagnoseRedis } from './diagnose-redis.ts';
import { diagnoseAccount, diagnoseService } from './diagnose-twilio.ts';
import type { Diagnosis } from './diagnosis.ts';
import { askReceipts } from './receipts-client.ts';
import { createTerminal } from './terminal.ts';
import { withTwilio } from './twilio-connection.ts';

/** Looks at everything that a gateway depends on, and says what to do where something is wrong. Changes nothing. */
export const doctorCommand: Command = {
  usage: '[--config <file>]',
  summary: 'Looks at everything that a gateway depends on, and says how to fix what is wrong.',
  options: configOptions,
  details: () =>
    'Looks at the configuration, the credentials, the clock, the bounds of calls, the service and its\n' +
    'webhooks, Redis, and whether the running gateway is reached at PUBLIC_URL. Changes nothing.',
  async run(input) {
    const environment = processEnvironment();
    const options = loadConfig(environment, configSourceOf(input));
    const terminal = createTerminal({ environment });
    terminal.verdict('ok', 'The configuration is usable.');

    let hasFailed = false;
    const steps: readonly [string, () => Promise<readonly Diagnosis[]>][] = [
      ['Asking Twilio about the account', () => diagnoseAccount(options)],
      ['Asking Twilio about the service', () => withTwilio(options, (api) => diagnoseService(options, api))],
      ['Connecting to Redis', async () => [await diagnoseRedis(options.redisUrl)]],
      ['Asking the gateway', async () => [await diagnosePublicUrl(options)]],
    ];
    for (const [what, find] of steps) {
      for (const { verdict, finding, fix } of await terminal.during(what, find)) {
        terminal.verdict(verdict, `${finding}.`);
        if (fix !== undefined) terminal.print(`           ${fix}`);
        hasFailed ||= verdict === 'failed';
      }
    }
    return hasFailed ? exitCodes.failed : exitCodes.ok;
  },
};

/** Whether the gateway is reached from here at the address at which Twilio is to reach it. */
async function diagnosePublicUrl({ publicUrl, twilio }: ResolvedGatewayOptions): Promise<Diagnosis> {
  const answer = await askReceipts({ publicUrl, authToken: twilio.authToken });
  if (!answer.ok) return { verdict: 'failed', finding: upperFirst(answer.problem), fix: answer.fix };
  const newest = Math.max(...answer.receipts.map(({ receivedAt }) => receivedAt));
  const heard =
    answer.receipts.length === 0
      ? 'of no event yet'
      : `of an event last at ${new Date(newest).toISOString()}`;
  return { verdict: 'ok', finding: `The gateway is reached at ${publicUrl}, and heard ${heard}` };
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
