import { type Clock, systemClock } from '../clock.ts';
import { isSid } from '../sid.ts';
import { EmulatorInputError } from './input-error.ts';

/** A pair that basic auth accepts besides the account's own. */
export interface EmulatorApiKey {
  /** `SK` and 32 hexadecimal digits. */
  readonly sid: string;
  readonly secret: string;
}

/** What Twilio's documents leave open, decided; every choice can be turned. `docs/emulator.md` gives the reasons. */
export interface EmulatorAssumptions {
  /** A page size over the maximum, or 0, is brought into range; `false` answers 400/20001. @default true */
  readonly clampPageSize: boolean;
  /** Messages, participants and updates start a conversation's timers anew. @default true */
  readonly activityRestartsTimers: boolean;
  /** A new message or participant makes an inactive conversation active again. @default true */
  readonly activityReactivates: boolean;
  /** Writes over REST with the webhook header ask the pre-action webhook first. @default true */
  readonly preWebhooksOverRest: boolean;
  /** A service with webhook URLs of its own silences the account's. @default true */
  readonly serviceWebhooksReplaceAccount: boolean;
  /** Chat-only conversations take bodies of 32 KB; `false` holds them to 1,600 characters too. @default true */
  readonly longChatMessages: boolean;
  /** A unique name stands for the sid in nested paths, such as `/Conversations/my-name/Messages`. @default true */
  readonly uniqueNamesInNestedPaths: boolean;
  /** A participant with a new identity creates its user. @default true */
  readonly usersOnTheFly: boolean;
  /** Messages whose author is the reader count as unread too. @default true */
  readonly ownMessagesCountAsUnread: boolean;
  /** Deleting a user removes its participants. @default true */
  readonly userDeletionRemovesParticipants: boolean;
  /** An update without any parameter is refused with 400/20161. @default false */
  readonly refuseEmptyUpdates: boolean;
  /** How long ConversationWithParticipants stays `initializing`, in milliseconds. @default 0 (the next timer) */
  readonly participantsAddedAfterMs: number;
}

/** Options of `createEmulator`. */
export interface EmulatorOptions {
  /** The port to listen on; 0 takes any free one. @default 4010 */
  readonly port?: number;
  /** The address to listen on. Anything but a loopback address needs `allowRemote`. @default '127.0.0.1' */
  readonly host?: string;
  /** Lets the emulator listen where other machines can reach it. Its control routes ask for no password. @default false */
  readonly allowRemote?: boolean;
  /** @default 'AC00000000000000000000000000000001' */
  readonly accountSid?: string;
  /** Password of REST and key of the webhook signatures. @default 'emulator-auth-token' */
  readonly authToken?: string;
  /** The default service. @default 'IS00000000000000000000000000000001' */
  readonly chatServiceSid?: string;
  /** API keys that basic auth accepts too. @default [] */
  readonly apiKeys?: readonly EmulatorApiKey[];
  /** How long a request may take to come in, in milliseconds; then the answer is 408. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** Dates, timers, latencies and webhook timeouts follow this clock. @default the machine's */
  readonly clock?: Clock;
  /** Seed of the sids; the same seed and the same requests give the same sids. @default another one each time */
  readonly randomSeed?: number;
  /** Told what an operator has to know, without bodies, identities or addresses. @default nobody */
  readonly log?: (message: string) => void;
  /** How long a webhook may take, in milliseconds. Twilio's own figure is the default. @default 5_000 */
  readonly webhookTimeoutMs?: number;
  /** Sends webhooks to other machines too, not to loopback addresses only. @default false */
  readonly allowRemoteWebhooks?: boolean;
  /** Repeats of a post-action webhook that timed out or got 429, 503 or 504; 0 to 3. @default 0 */
  readonly postWebhookRetryCount?: number;
  /** Resources that may exist at once; creating more answers 503/20503. @default 1_000_000 */
  readonly recordsMax?: number;
  /** Turns single choices where Twilio's behaviour is not documented. */
  readonly assumptions?: Partial<EmulatorAssumptions>;
}

/** The credentials of an emulator nobody configured: fixed, so that another process can know them, and plainly fictitious. */
export const emulatorDefaults = {
  port: 4010,
  host: '127.0.0.1',
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'emulator-auth-token',
  chatServiceSid: 'IS00000000000000000000000000000001',
} as const;

/** What is assumed unless an option says otherwise. */
export const assumptionDefaults: EmulatorAssumptions = {
  clampPageSize: true,
  activityRestartsTimers: true,
  activityReactivates: true,
  preWebhooksOverRest: true,
  serviceWebhooksReplaceAccount: true,
  longChatMessages: true,
  uniqueNamesInNestedPaths: true,
  usersOnTheFly: true,
  ownMessagesCountAsUnread: true,
  userDeletionRemovesParticipants: true,
  refuseEmptyUpdates: false,
  participantsAddedAfterMs: 0,
};

/** Options with every default filled in. */
export type ResolvedOptions = Required<EmulatorOptions> & { readonly assumptions: EmulatorAssumptions };

/**
 * Fills in the defaults and checks everything at once.
 * @throws {EmulatorInputError} naming every option that is out of range.
 */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    ...emulatorDefaults,
    allowRemote: false,
    apiKeys: [],
    clock: systemClock,
    randomSeed: Math.floor(Math.random() * 0x1_0000_0000),
    log: () => {},
    requestTimeoutMs: 30_000,
    webhookTimeoutMs: 5_000,
    allowRemoteWebhooks: false,
    postWebhookRetryCount: 0,
    recordsMax: 1_000_000,
    ...options,
    host: (options.host ?? emulatorDefaults.host).replace(/^\[|\]$/g, ''),
    assumptions: { ...assumptionDefaults, ...options.assumptions },
  };
  const problems = [
    isWithin(resolved.port, 0, 65_535) ? [] : ['port must be an integer from 0 to 65535'],
    isLoopbackHost(resolved.host) || resolved.allowRemote
      ? []
      : ['host is not a loopback address: set allowRemote to listen there'],
    isSid('account', resolved.accountSid) ? [] : ['accountSid must be AC and 32 hexadecimal digits'],
    resolved.authToken === '' ? ['authToken must not be empty'] : [],
    isSid('service', resolved.chatServiceSid) ? [] : ['chatServiceSid must be IS and 32 hexadecimal digits'],
    resolved.apiKeys.every((key) => isSid('apiKey', key.sid) && key.secret !== '')
      ? []
      : ['apiKeys must be pairs of an SK sid and a secret that is not empty'],
    Number.isSafeInteger(resolved.randomSeed) ? [] : ['randomSeed must be an integer'],
    isWithin(resolved.requestTimeoutMs, 1, 600_000) ? [] : ['requestTimeoutMs must be from 1 to 600000'],
    isWithin(resolved.webhookTimeoutMs, 1, 60_000) ? [] : ['webhookTimeoutMs must be from 1 to 60000'],
    isWithin(resolved.postWebhookRetryCount, 0, 3) ? [] : ['postWebhookRetryCount must be from 0 to 3'],
    isWithin(resolved.recordsMax, 1, 100_000_000) ? [] : ['recordsMax must be from 1 to 100000000'],
    isWithin(resolved.assumptions.participantsAddedAfterMs, 0, 60_000)
      ? []
      : ['assumptions.participantsAddedAfterMs must be from 0 to 60000'],
    Object.keys(resolved.assumptions)
      .filter((name) => !(name in assumptionDefaults))
      .map((name) => `assumptions.${name} is not known`),
  ].flat();
  if (problems.length > 0) throw new EmulatorInputError(problems);
  return resolved;
}

/** Whether a host name or address means this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
