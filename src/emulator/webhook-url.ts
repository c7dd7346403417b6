import { type ErrorCode, TwilioError } from './error-table.ts';

/** Characters of a webhook URL; Twilio has a limit (50372) but does not tell it. */
const urlCharactersMax = 2_048;

/** Checks that webhooks can be sent to a URL. @throws {TwilioError} `invalid`, or 50372 when it is too long. */
export function requireWebhookUrl(url: string, invalid: ErrorCode = 50054): void {
  if (url.length > urlCharactersMax) throw new TwilioError(50372);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new TwilioError(invalid);
}
