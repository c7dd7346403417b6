import type { Emulator } from '../src/emulator/index.ts';
import { tokenSecret } from './token-secret.ts';

/** What the command `serve` is told of an emulator, for a gateway at a free port that says nothing and refuses nothing for being busy. */
export function gatewayEnvironment({
  accountSid,
  authToken,
  baseUrl,
  chatServiceSid,
}: Emulator['config']): Readonly<Record<string, string>> {
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://127.0.0.1',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_CHAT_SERVICE_SID: chatServiceSid,
    TWILIO_BASE_URL: baseUrl,
    AUTH_JWT_SECRET: tokenSecret,
    LOG_LEVEL: 'error',
    // Whatever else the machine does, what is measured is to be served.
    SHEDDING_LAG_TARGET_MS: '0',
  };
}
