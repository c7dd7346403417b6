import { GatewayError } from '../errors.ts';
import { readSecretFile } from './read-file.ts';

/** What the environment says about the way to Twilio; undefined where a variable is unset or empty. */
export interface TwilioEnvironment {
  /** `TWILIO_ACCOUNT_SID`, `AC…` */
  readonly accountSid: string | undefined;
  /** `TWILIO_AUTH_TOKEN`, or the content of the file that `TWILIO_AUTH_TOKEN_FILE` names. */
  readonly authToken: string | undefined;
  /** `TWILIO_CHAT_SERVICE_SID`, `IS…`; unset for the account's default service. */
  readonly chatServiceSid: string | undefined;
  /** `TWILIO_BASE_URL`; unset for Twilio itself. */
  readonly baseUrl: string | undefined;
}

/** What the environment says about the messaging service. */
export interface MessagingEnvironment {
  /** `MESSAGING_USE_MOCK`: whether the emulator stands in for Twilio. */
  readonly useMock: boolean;
  /** `MESSAGING_MOCK_URL`: an emulator that runs elsewhere; undefined for one in this process. */
  readonly mockUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param environment @default process.env
 * @throws GatewayError CONFIGURATION_INVALID when the file of the auth token cannot be read.
 */
export function readTwilioEnvironment(environment: Environment = process.env): TwilioEnvironment {
  return {
    accountSid: environment['TWILIO_ACCOUNT_SID'] || undefined,
    authToken: environment['TWILIO_AUTH_TOKEN'] || readTokenFile(environment['TWILIO_AUTH_TOKEN_FILE']),
    chatServiceSid: environment['TWILIO_CHAT_SERVICE_SID'] || undefined,
    baseUrl: environment['TWILIO_BASE_URL'] || undefined,
  };
}

/**
 * @param environment @default process.env
 * @throws GatewayError CONFIGURATION_INVALID when `MESSAGING_USE_MOCK` is set to anything but `true` or `false`: a loose reading
 * would send to real people what was meant for the mock.
 */
export function readMessagingEnvironment(environment: Environment = process.env): MessagingEnvironment {
  const useMock = environment['MESSAGING_USE_MOCK'] ?? 'false';
  if (useMock !== 'true' && useMock !== 'false')
    throw new GatewayError(
      'CONFIGURATION_INVALID',
      "MESSAGING_USE_MOCK has to be exactly 'true' or 'false'.",
    );
  return { useMock: useMock === 'true', mockUrl: environment['MESSAGING_MOCK_URL'] || undefined };
}

function readTokenFile(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  const reading = readSecretFile(path);
  if (reading.ok) return reading.text;
  throw new GatewayError(
    'CONFIGURATION_INVALID',
    `TWILIO_AUTH_TOKEN_FILE names a file that ${reading.reason}: ${path}`,
  );
}
