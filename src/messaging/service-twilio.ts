import { systemClock } from '../clock.ts';
import { readTwilioEnvironment } from '../config/credentials.ts';
import { GatewayError } from '../errors.ts';
import { isSid } from '../sid.ts';
import { connectTwilio } from './connect-twilio.ts';
import { MessagingOverTwilio } from './messaging-over-twilio.ts';
import type { MessagingOptions } from './messaging-options.ts';

/** Options of {@link ServiceTwilio}. */
export interface ServiceTwilioOptions extends MessagingOptions {
  /** The Conversations Service (`IS…`). @default TWILIO_CHAT_SERVICE_SID, else the account's default service */
  readonly chatServiceSid?: string;
  /** @default TWILIO_BASE_URL, else Twilio itself */
  readonly baseUrl?: string;
}

/** The messaging service over Twilio Conversations. */
export class ServiceTwilio extends MessagingOverTwilio {
  /**
   * @param accountSid `AC…` @default TWILIO_ACCOUNT_SID
   * @param authToken @default TWILIO_AUTH_TOKEN
   * @throws GatewayError CONFIGURATION_INVALID naming everything that is missing or malformed. Nothing is sent before `startUp`.
   */
  constructor(accountSid?: string, authToken?: string, options: ServiceTwilioOptions = {}) {
    const environment = readTwilioEnvironment();
    const target = {
      accountSid: accountSid ?? environment.accountSid ?? '',
      authToken: authToken ?? environment.authToken ?? '',
      chatServiceSid: options.chatServiceSid ?? environment.chatServiceSid,
      baseUrl: options.baseUrl ?? environment.baseUrl,
    };
    const faults = faultsOf(target);
    if (faults.length > 0) throw new GatewayError('CONFIGURATION_INVALID', faults.join(' '));
    super({
      connect: async () => connectTwilio(target, options),
      clock: options.clock ?? systemClock,
      shutDownTimeoutMs: options.shutDownTimeoutMs,
    });
  }
}

/** Says what is wrong and never with which value. */
function faultsOf(target: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly chatServiceSid: string | undefined;
  readonly baseUrl: string | undefined;
}): string[] {
  const { accountSid, authToken, chatServiceSid, baseUrl } = target;
  const faults: string[] = [];
  if (accountSid === '')
    faults.push('The account sid is missing: pass it as the first argument or set TWILIO_ACCOUNT_SID.');
  else if (!isSid('account', accountSid))
    faults.push('The account sid (TWILIO_ACCOUNT_SID) has to be AC and 32 hexadecimal digits.');
  if (authToken === '')
    faults.push('The auth token is missing: pass it as the second argument or set TWILIO_AUTH_TOKEN.');
  if (chatServiceSid !== undefined && !isSid('service', chatServiceSid))
    faults.push('The service sid (TWILIO_CHAT_SERVICE_SID) has to be IS and 32 hexadecimal digits.');
  if (baseUrl !== undefined && !/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : ''))
    faults.push('The base URL (TWILIO_BASE_URL) has to be an http or https URL.');
  return faults;
}
