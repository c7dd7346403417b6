import { loadConfig } from '../config/load-config.ts';
import type { ResolvedGatewayOptions } from '../config/options.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Command, type CommandInput, exitCodes } from './command.ts';
import { configOptions, configSourceOf } from './config-source.ts';
import { proveRoundTrip } from './round-trip.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { withTwilio } from './twilio-connection.ts';
import { watchWebhooks } from './watch-webhooks.ts';
import { planWebhooks, type WebhookPlan } from './webhook-plan.ts';

/** Shows, sets, proves and follows the webhooks of the service. */
export const webhooksCommand: Command = {
  usage: '<check | apply | watch> [options]',
  summary: 'Compares the webhooks of the service with what the gateway needs, sets them, or follows them.',
  argumentsMax: 1,
  options: {
    ...configOptions,
    prove: { type: 'boolean', description: 'check: also sends an event through Twilio to the gateway.' },
    'no-proof': { type: 'boolean', description: 'apply: sends no event afterwards.' },
    replace: { type: 'boolean', description: 'apply: also where webhooks go to another address now.' },
    timeout: {
      type: 'string',
      value: '<seconds>',
      description: 'How long the event of a proof may take, 1 to 300; 20 unless told otherwise.',
    },
  },
  details: () =>
    [
      'check   shows the difference, and changes nothing',
      'apply   sets what is missing, and proves it: creates a conversation, waits until the running',
      '        gateway at PUBLIC_URL has heard of it, and deletes it',
      'watch   prints the events that reach the running gateway, until Ctrl-C',
    ].join('\n'),
  async run(input) {
    const [action] = input.positionals;
    const actions: Readonly<Record<string, (run: WebhooksRun) => Promise<number>>> = {
      check,
      apply,
      watch: ({ terminal, options }) => watchWebhooks({ terminal, ...gatewayOf(options) }),
    };
    const act = action !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
    const timeoutMs = readTimeoutMs(input);
    if (act === undefined) {
      console.error('Say what to do: webhooks check, webhooks apply or webhooks watch. --help tells more.');
      return exitCodes.usage;
    }
    if (timeoutMs === undefined) {
      console.error('--timeout has to be a number of seconds from 1 to 300.');
      return exitCodes.usage;
    }
    const environment = processEnvironment();
    const options = loadConfig(environment, configSourceOf(input));
    return act({ input, options, timeoutMs, terminal: createTerminal({ environment }) });
  },
};

interface WebhooksRun {
  readonly input: CommandInput;
  readonly options: ResolvedGatewayOptions;
  readonly timeoutMs: number;
  readonly terminal: Terminal;
}

async function check({ input, options, timeoutMs, terminal }: WebhooksRun): Promise<number> {
  return withTwilio(options, async (api) => {
    const configuration = await terminal.during('Asking Twilio', () => api.getWebhookConfiguration());
    const plan = planWebhooks(configuration, options.publicUrl);
    show(terminal, plan);
    if (plan.differences.length > 0) return exitCodes.failed;
    if (input.values['prove'] !== true) return exitCodes.ok;
    return prove({ terminal, options, timeoutMs, api });
  });
}

async function apply({ input, options, timeoutMs, terminal }: WebhooksRun): Promise<number> {
  return withTwilio(options, async (api) => {
    const before = await terminal.during('Asking Twilio', () => api.getWebhookConfiguration());
    const plan = planWebhooks(before, options.publicUrl);
    show(terminal, plan);
    if (plan.takesFrom !== null && input.values['replace'] !== true) {
      terminal.print('Nothing was changed: whoever listens there would hear of nothing any more.');
      terminal.print('If that is meant, say webhooks apply --replace.');
      return exitCodes.failed;
    }
    if (plan.differences.length > 0) {
      const after = await terminal.during('Setting the webhooks', () => api.updateWebhookConfiguration(plan));
      const left = planWebhooks(after, options.publicUrl).differences;
      if (left.length > 0) {
        terminal.verdict(
          'failed',
          `Twilio did not take over ${left.map(({ setting }) => setting).join(', ')}.`,
        );
        return exitCodes.failed;
      }
      terminal.verdict('ok', 'The webhooks are set.');
    }
    if (input.values['no-proof'] === true) return exitCodes.ok;
    return prove({ terminal, options, timeoutMs, api });
  });
}

function show(terminal: Terminal, { differences, postWebhookUrl }: WebhookPlan): void {
  if (differences.length === 0)
    terminal.verdict('ok', `All webhooks that the gateway needs go to ${postWebhookUrl}`);
  for (const { setting, is, needed } of differences) {
    terminal.verdict('failed', setting);
    terminal.print(`           is      ${is}`);
    terminal.print(`           needed  ${needed}`);
  }
}

async function prove({
  terminal,
  options,
  ...rest
}: Pick<WebhooksRun, 'terminal' | 'options' | 'timeoutMs'> & {
  readonly api: Parameters<typeof proveRoundTrip>[0]['api'];
}): Promise<number> {
  const trip = await terminal.during('Waiting for an event to come back from Twilio', () =>
    proveRoundTrip({ ...gatewayOf(options), ...rest }),
  );
  if (trip.ok) {
    terminal.verdict('ok', `An event went through Twilio and reached the gateway within ${trip.tookMs} ms.`);
    return exitCodes.ok;
  }
  terminal.verdict('failed', `${trip.problem}.`);
  terminal.print(`           ${trip.fix}`);
  return exitCodes.failed;
}

function gatewayOf({ publicUrl, twilio }: ResolvedGatewayOptions) {
  return { publicUrl, authToken: twilio.authToken };
}

function readTimeoutMs({ values }: CommandInput): number | undefined {
  const seconds = Number(values['timeout'] ?? 20);
  return seconds >= 1 && seconds <= 300 ? seconds * 1_000 : undefined;
}
