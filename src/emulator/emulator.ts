import { createAccount } from './account.ts';
import { type EmulatorAction, performAction } from './actions.ts';
import { createApi } from './api.ts';
import { createControl } from './control.ts';
import { createFaultSource, type EmulatorFaults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import { type EmulatorOptions, resolveOptions } from './options.ts';
import { createPendingTimers } from './pending-timers.ts';
import { createRandom, mixSeeds } from './random.ts';
import { applySeed, type EmulatorSeed, type EmulatorSeedPreset, type SeedResult } from './seed.ts';
import { createEmulatorServer, type EmulatorServer } from './server.ts';
import type { History } from './table.ts';
import type { JsonObject } from './wire.ts';
import { createWebhookSender, type WebhookDelivery } from './webhook-sender.ts';

/** Where an emulator listens. */
export interface EmulatorAddress {
  /** Such as `http://127.0.0.1:4010`. */
  readonly origin: string;
  readonly port: number;
}

/** What a client needs to reach an emulator, as it would need it for Twilio. */
export interface EmulatorConfig {
  readonly accountSid: string;
  readonly authToken: string;
  readonly chatServiceSid: string;
  /** Origin of the REST API; the SDK's `client.conversations.baseUrl`. */
  readonly baseUrl: string;
}

/** Webhooks that the emulator sends. */
export interface EmulatorWebhooks {
  /** The latest 1,000 deliveries, oldest first. */
  deliveries(): readonly WebhookDelivery[];
  /** Deliveries that are not done with. */
  readonly pending: number;
  /** Resolves when none is pending. */
  settled(): Promise<void>;
}

/** Twilio Conversations on this machine, in memory. */
export interface Emulator {
  /**
   * Listens. A second call answers the same address.
   * @throws {Error} when the port is taken.
   */
  start(): Promise<EmulatorAddress>;
  /** Breaks open connections, calls off timers and webhooks, and stops listening. May be called at any time, also twice. */
  stop(): Promise<void>;
  /** @throws {Error} before `start` when the port is 0, because the base URL is not known yet. */
  readonly config: EmulatorConfig;
  /** As if it had just been created: no resource, no webhook, no fault, no journal. */
  reset(options?: ResetOptions): void;
  /**
   * Creates resources without telling webhooks.
   * @throws {EmulatorInputError} naming what Twilio would refuse; what was created before stays.
   */
  seed(seed: EmulatorSeed | EmulatorSeedPreset): SeedResult;
  /** The requests it answered. */
  readonly journal: Journal;
  /** Replaces all faults. @throws {EmulatorInputError} naming unknown keys and values out of range. */
  setFaults(faults: EmulatorFaults): void;
  readonly faults: EmulatorFaults;
  readonly webhooks: EmulatorWebhooks;
  /**
   * Does what a client SDK, a phone or a carrier would do, with the webhooks that follow.
   * @throws {EmulatorInputError} for an action it does not understand.
   * @throws {TwilioError} when Twilio would refuse it.
   */
  act(action: EmulatorAction): Promise<JsonObject | null>;
}

/** What a reset leaves alone. */
export interface ResetOptions {
  /** Keeps the settings of the account and its default service: webhooks, timers, reachability. @default false */
  readonly keepConfiguration?: boolean;
}

/**
 * An emulator of Twilio Conversations v1. Nothing runs until `start`.
 * @throws {EmulatorInputError} naming every option out of range.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const resolved = resolveOptions(options);
  const { clock } = resolved;
  const sidRandom = createRandom(mixSeeds(resolved.randomSeed, 0));
  const requestRandom = createRandom(mixSeeds(resolved.randomSeed, 1));
  const journal = createJournal();
  const faults = createFaultSource();
  const history: History = { now: () => clock.now(), keepMs: 0 };
  const timers = createPendingTimers(clock);
  const latencies = createPendingTimers(clock);
  const sender = createWebhookSender({
    clock,
    random: createRandom(mixSeeds(resolved.randomSeed, 2)),
    authToken: resolved.authToken,
    timeoutMs: resolved.webhookTimeoutMs,
    retryCount: resolved.postWebhookRetryCount,
    allowRemote: resolved.allowRemoteWebhooks,
    faults,
    log: resolved.log,
  });
  let phase: Phase = { name: 'stopped' };
  let port = resolved.port;

  // Before the start a port of 0 is not an address; whatever is created by then is asked for again later, by its sid.
  const origin = () => {
    const host = resolved.host.includes(':') ? `[${resolved.host}]` : resolved.host;
    return `http://${host}:${port}`;
  };

  const createEverything = () => {
    const { world, dispatch } = createAccount({
      options: resolved,
      random: sidRandom,
      sender,
      timers,
      history,
    });
    const api = createApi({
      world,
      dispatch,
      faults,
      journal,
      latencies,
      random: requestRandom,
      origin,
    });
    return { world, api };
  };
  let current = createEverything();

  const emulator: Emulator = {
    get config() {
      if (port === 0) throw new Error('the port is chosen by start(): call it before reading config');
      return {
        accountSid: resolved.accountSid,
        authToken: resolved.authToken,
        chatServiceSid: resolved.chatServiceSid,
        baseUrl: origin(),
      };
    },
    async start() {
      if (phase.name === 'stopped') {
        const server = createEmulatorServer({
          ...resolved,
          answerApi: (request) => current.api.handle(request),
          answerControl: createControl(emulator),
        });
        phase = { name: 'running', server, listening: server.listen() };
        current.world.states.resume();
      }
      const running = phase;
      try {
        port = await running.listening;
      } catch (error) {
        if (phase === running) phase = { name: 'stopped' };
        throw error;
      }
      return { origin: origin(), port };
    },
    async stop() {
      timers.callOff();
      latencies.callOff();
      sender.close();
      current.world.states.stop();
      if (phase.name === 'stopped') return;
      const { server, listening } = phase;
      phase = { name: 'stopped' };
      await listening.catch(() => {});
      await server.close();
    },
    reset({ keepConfiguration = false } = {}) {
      const before = current.world;
      timers.callOff();
      before.states.stop();
      sender.clear();
      journal.clear();
      emulator.setFaults({});
      current = createEverything();
      if (keepConfiguration) copyConfiguration(before, current.world);
    },
    seed: (seed) => applySeed(seed, current),
    journal,
    setFaults(next) {
      faults.set(next);
      history.keepMs = next.staleReadsMs ?? 0;
    },
    get faults() {
      return faults.current;
    },
    webhooks: {
      deliveries: sender.deliveries,
      get pending() {
        return sender.pending();
      },
      settled: sender.settled,
    },
    act: (action) => performAction(action, current),
  };
  return emulator;
}

type Phase =
  | { readonly name: 'stopped' }
  | { readonly name: 'running'; readonly server: EmulatorServer; readonly listening: Promise<number> };

type World = ReturnType<typeof createAccount>['world'];

/** Roles are made anew with the default service, so those stay the defaults. */
function copyConfiguration(from: World, to: World): void {
  const sid = from.options.chatServiceSid;
  const { webhookConfiguration, configuration } = from.store.service(sid).contents;
  const service = to.store.service(sid).contents;
  service.webhookConfiguration = webhookConfiguration;
  service.configuration = {
    ...service.configuration,
    reachabilityEnabled: configuration.reachabilityEnabled,
  };
  to.store.webhookConfiguration = from.store.webhookConfiguration;
  to.store.configuration = { ...from.store.configuration, defaultChatServiceSid: sid };
}
