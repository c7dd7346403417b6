import type { ResolvedGatewayOptions } from '../config/options.ts';
import { GatewayError } from '../errors.ts';
import type { TwilioApi } from '../upstream/twilio-api.ts';
import type { Diagnosis } from './diagnosis.ts';
import { planWebhooks } from './webhook-plan.ts';

/** An answer of Twilio to a bare request, as far as it tells something. */
interface Probe {
  readonly status: number;
  /** Its clock, in milliseconds since the epoch; NaN where it tells none. */
  readonly date: number;
  /** How many calls of the account are under way, as Twilio counts them; null where it does not tell. */
  readonly concurrentRequests: number | null;
}

const twilioUrl = 'https://conversations.twilio.com';
/** An answer may take this long, in milliseconds. */
const answerTimeoutMs = 5_000;
/** Further off than this, in milliseconds, tokens and questions of machines that are right are refused. */
const skewMaxMs = 30_000;

/** Finds out whether Twilio takes the credentials, whether the clocks agree, and how busy the account is. */
export async function diagnoseAccount(options: ResolvedGatewayOptions): Promise<readonly Diagnosis[]> {
  const { accountSid, authToken, authTokenSecondary, apiKeySid, apiKeySecret } = options.twilio;
  const probe = (username: string, password: string) => probeTwilio(options, username, password);
  const findings: Diagnosis[] = [];
  const primary = await probe(accountSid, authToken);
  if (typeof primary === 'string') {
    const finding = `Twilio cannot be reached: ${primary}`;
    const host = new URL(options.twilio.baseUrl ?? twilioUrl).host;
    return [{ verdict: 'failed', finding, fix: `Allow outgoing connections to ${host}.` }];
  }
  findings.push(
    primary.status === 401 || primary.status === 403
      ? {
          verdict: 'failed',
          finding: `Twilio does not take the auth token of ${accountSid}`,
          fix: 'Copy the account sid and the auth token from the Twilio console, and mind that each subaccount has its own. Webhooks are signed with it.',
        }
      : { verdict: 'ok', finding: `Twilio takes the auth token of ${accountSid}` },
  );
  if (apiKeySid !== undefined && apiKeySecret !== undefined) {
    const key = await probe(apiKeySid, apiKeySecret);
    const isTaken = typeof key !== 'string' && key.status < 400;
    findings.push(
      isTaken
        ? { verdict: 'ok', finding: `Twilio takes the API key ${apiKeySid}` }
        : {
            verdict: 'failed',
            finding: `Twilio does not take the API key ${apiKeySid}`,
            fix: 'Create a key in the Twilio console of this account, and mind that its secret is shown once.',
          },
    );
  }
  if (authTokenSecondary !== undefined) {
    const secondary = await probe(accountSid, authTokenSecondary);
    if (typeof secondary === 'string' || secondary.status >= 400)
      findings.push({
        verdict: 'warning',
        finding: 'Twilio does not take the secondary auth token',
        fix: 'Unset TWILIO_AUTH_TOKEN_SECONDARY unless a rotation is under way.',
      });
  }
  findings.push(diagnoseClock(options, primary), describeBudget(options, primary));
  return findings;
}

/** Finds out whether the service exists and sends what the gateway needs. */
export async function diagnoseService(
  options: ResolvedGatewayOptions,
  api: Pick<TwilioApi, 'getServiceConfiguration' | 'getWebhookConfiguration'>,
): Promise<readonly Diagnosis[]> {
  try {
    const { chatServiceSid } = await api.getServiceConfiguration();
    const { differences, postWebhookUrl } = planWebhooks(
      await api.getWebhookConfiguration(),
      options.publicUrl,
    );
    const how = options.twilio.chatServiceSid === undefined ? "the account's default one" : 'as configured';
    return [
      { verdict: 'ok', finding: `The Conversations Service is ${chatServiceSid}, ${how}` },
      differences.length === 0
        ? { verdict: 'ok', finding: `Its webhooks go to ${postWebhookUrl}` }
        : {
            verdict: 'failed',
            finding: `Its webhooks are not as the gateway needs them: ${differences.map(({ setting }) => setting).join(', ')}`,
            fix: 'See the difference with `webhooks check`, and set it with `webhooks apply`.',
          },
    ];
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return [
      {
        verdict: 'failed',
        finding: `The Conversations Service cannot be read: ${error.message.replace(/\.$/, '')}`,
        fix: 'Copy TWILIO_CHAT_SERVICE_SID from the Twilio console of this account, or unset it for the default service.',
      },
    ];
  }
}

function diagnoseClock({ limits }: ResolvedGatewayOptions, { date }: Probe): Diagnosis {
  const skewMs = Math.abs(Date.now() - date);
  if (Number.isNaN(skewMs)) return { verdict: 'warning', finding: 'Twilio did not tell its time' };
  // A date header has whole seconds, and the answer took some time.
  const skew = `The clock is ${(skewMs / 1_000).toFixed(1)} s from Twilio's`;
  if (skewMs <= limits.token.toleranceMs) return { verdict: 'ok', finding: skew };
  const fix = 'Let the machine set its clock by NTP: tokens are refused or accepted at the wrong time.';
  return { verdict: skewMs <= skewMaxMs ? 'warning' : 'failed', finding: skew, fix };
}

function describeBudget({ upstream }: ResolvedGatewayOptions, { concurrentRequests }: Probe): Diagnosis {
  const isBounded = upstream?.preset !== undefined || upstream?.requestsPerHour !== undefined;
  const bound = isBounded
    ? `bounded by ${upstream?.requestsPerHour?.toLocaleString('en') ?? 'the 10,000 requests an hour of the preset'}${upstream?.requestsPerHour === undefined ? '' : ' requests an hour'}`
    : 'bounded by Twilio alone';
  const calls = concurrentRequests === 1 ? '1 call' : `${concurrentRequests} calls`;
  const now = concurrentRequests === null ? '' : `; the account has ${calls} under way`;
  return { verdict: 'ok', finding: `Calls to Twilio are ${bound}${now}` };
}

/** One bare request with these credentials: the SDK would hide the headers. The text is the reason why there was no answer. */
async function probeTwilio(
  { twilio }: ResolvedGatewayOptions,
  username: string,
  password: string,
): Promise<Probe | string> {
  const url = new URL('/v1/Configuration', twilio.baseUrl ?? twilioUrl);
  try {
    const { status, headers } = await fetch(url, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const concurrent = headers.get('twilio-concurrent-requests');
    return {
      status,
      date: Date.parse(headers.get('date') ?? ''),
      concurrentRequests: concurrent === null ? null : Number(concurrent),
    };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause) return String(cause.code);
    if (!(error instanceof Error)) return 'unknown';
    return error.name === 'TimeoutError'
      ? `no answer within ${answerTimeoutMs / 1_000} seconds`
      : (cause instanceof Error ? cause : error).message;
  }
}
