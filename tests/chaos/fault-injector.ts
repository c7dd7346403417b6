import type { EmulatorFaults } from '../../src/emulator/index.ts';
import type { Cluster } from './cluster.ts';
import type { GatewayInstance } from './gateway-instance.ts';
import { pause } from './pause.ts';
import type { FaultKind, PlannedFault } from './schedule.ts';
import { fairWeather, type Weather } from './tcp-proxy.ts';

/** Lets planned faults happen. */
export interface FaultInjector {
  /** Resolves when all faults are over and everything runs again. */
  run(plan: readonly PlannedFault[]): Promise<void>;
}

/** Options of {@link createFaultInjector}. */
export interface FaultInjectorOptions {
  readonly cluster: Cluster;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly onFault: (fault: PlannedFault) => void;
}

/** Works on one cluster. */
export function createFaultInjector({ cluster, now, onFault }: FaultInjectorOptions): FaultInjector {
  const { account, redis } = cluster;
  /** Faults of Twilio that hold now: the emulator takes them as a whole. */
  const twilioFaults = new Map<FaultKind, EmulatorFaults>();
  const applyTwilioFaults = () =>
    account.setFaults(Object.assign({}, ...twilioFaults.values()) as EmulatorFaults);

  const withTwilioFaults = async (fault: PlannedFault, faults: EmulatorFaults) => {
    twilioFaults.set(fault.kind, faults);
    await applyTwilioFaults();
    await pause(fault.lastsMs);
    twilioFaults.delete(fault.kind);
    await applyTwilioFaults();
  };

  const cause = async (fault: PlannedFault): Promise<void> => {
    const gateway = fault.gateway === null ? undefined : cluster.gateways[fault.gateway];
    if (gateway) return hitGateway(fault, gateway);
    switch (fault.kind) {
      case 'redis killed':
        await redis?.kill();
        await pause(fault.lastsMs);
        return redis?.start();
      case 'redis frozen':
        redis?.freeze();
        await pause(fault.lastsMs);
        return redis?.thaw();
      default:
        return withTwilioFaults(fault, twilioFaultsOf(fault));
    }
  };

  return {
    async run(plan) {
      await Promise.all(
        plan.map(async (fault) => {
          await pause(Math.max(0, fault.atMs - now()));
          onFault(fault);
          await cause(fault);
        }),
      );
    },
  };
}

async function hitGateway(fault: PlannedFault, gateway: GatewayInstance): Promise<void> {
  switch (fault.kind) {
    case 'gateway killed':
      await gateway.kill();
      await pause(fault.lastsMs);
      return gateway.start();
    case 'gateway terminated':
      await gateway.terminate();
      return gateway.start();
    case 'gateway frozen':
      gateway.freeze();
      await pause(fault.lastsMs);
      return gateway.thaw();
    default: {
      const proxy = fault.kind.startsWith('redis') ? gateway.redisProxy : gateway.proxy;
      const weather = weatherOf(fault);
      proxy?.setWeather(weather);
      if (weather.isCut) proxy?.cut();
      await pause(fault.lastsMs);
      proxy?.setWeather(fairWeather);
    }
  }
}

function weatherOf({ kind, strength }: PlannedFault): Weather {
  return {
    delayMs: kind.endsWith('slow') ? 20 + strength * 480 : 0,
    isSilent: kind.endsWith('silent'),
    isCut: kind.endsWith('cut off'),
  };
}

function twilioFaultsOf({ kind, strength, atMs }: PlannedFault): EmulatorFaults {
  // Draws begin anew with each setting: with one seed they would always be the same first ones.
  const seed = atMs;
  switch (kind) {
    case 'webhooks lost':
      return { seed, dropWebhooks: 0.3 + 0.7 * strength };
    case 'webhooks repeated':
      return { seed, duplicateWebhooks: 0.5 + 0.5 * strength, delayWebhooksMs: 500 };
    case 'webhooks late':
      return { seed, delayWebhooksMs: Math.round(500 + 3_500 * strength) };
    case 'twilio refuses':
      return { seed, errorRate: 0.5 + 0.5 * strength, status: 429, retryAfterSeconds: 1 };
    case 'twilio fails':
      return { seed, errorRate: 0.2 + 0.6 * strength, status: 503 };
    case 'twilio slow':
      return { seed, latencyMs: Math.round(100 + 900 * strength) };
    case 'answers lost':
      return { seed, landThenFail: 0.1 + 0.4 * strength };
    case 'indexes skipped':
      return { seed, skipIndexes: 0.1 + 0.4 * strength };
    default:
      throw new Error(`${kind} is no fault of Twilio.`);
  }
}
