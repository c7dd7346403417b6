import { loadConfig } from '../config/load-config.ts';
import type { ResolvedGatewayOptions } from '../config/options.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Command, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';
import { diagnoseRedis } from './diagnose-redis.ts';
import { diagnoseAccount, diagnoseService } from './diagnose-twilio.ts';
import type { Diagnosis } from './diagnosis.ts';
import { askReceipts } from './receipts-client.ts';
import { createTerminal, type Terminal } from './terminal.ts';
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

    const hasFailed = (findings: readonly Diagnosis[]) =>
      findings.some(({ verdict }) => verdict === 'failed');
    const ask = async (what: string, find: () => Promise<readonly Diagnosis[]>) =>
      tell(terminal, await terminal.during(what, find));
    const account = await ask('Asking Twilio about the account', () => diagnoseAccount(options));
    const service = hasFailed(account)
      ? tell(terminal, [serviceNotAsked])
      : await ask('Asking Twilio about the service', () =>
          withTwilio(options, (api) => diagnoseService(options, api)),
        );
    const redis = await ask('Connecting to Redis', async () => [await diagnoseRedis(options.redisUrl)]);
    const gateway = await ask('Asking the gateway', async () => [await diagnosePublicUrl(options)]);
    return hasFailed([...account, ...service, ...redis, ...gateway]) ? exitCodes.failed : exitCodes.ok;
  },
};

/** Where Twilio does not take the credentials, what it says of the service is said of them. */
const serviceNotAsked: Diagnosis = {
  verdict: 'warning',
  finding: 'The Conversations Service and its webhooks were not looked at',
  fix: 'Mend first what failed above, then run doctor again.',
};

/** Prints what was found, each with what to do. */
function tell(terminal: Terminal, findings: readonly Diagnosis[]): readonly Diagnosis[] {
  for (const { verdict, finding, fix } of findings) {
    terminal.verdict(verdict, `${finding}.`);
    if (fix !== undefined) terminal.print(`           ${fix}`);
  }
  return findings;
}

/** Whether the gateway is reached from here at the address at which Twilio is to reach it. */
async function diagnosePublicUrl({ publicUrl, twilio }: ResolvedGatewayOptions): Promise<Diagnosis> {
  const answer = await askReceipts({ publicUrl, authToken: twilio.authToken });
  if (!answer.ok) return { verdict: 'failed', finding: answer.problem, fix: answer.fix };
  const newest = Math.max(...answer.receipts.map(({ receivedAt }) => receivedAt));
  const heard =
    answer.receipts.length === 0
      ? 'of no event yet'
      : `of an event last at ${new Date(newest).toISOString()}`;
  return { verdict: 'ok', finding: `The gateway is reached at ${publicUrl}, and heard ${heard}` };
}
