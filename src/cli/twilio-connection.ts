import { systemClock } from '../clock.ts';
import type { GatewayOptions } from '../config/options.ts';
import { silentLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createTwilioApi, type TwilioApi } from '../upstream/twilio-api.ts';

/** Runs `work` over a connection to Twilio of its own, which is closed afterwards. */
export async function withTwilio<Result>(
  { twilio, upstream }: Pick<GatewayOptions, 'twilio' | 'upstream'>,
  work: (api: TwilioApi) => Promise<Result>,
): Promise<Result> {
  const api = createTwilioApi({
    ...twilio,
    pacing: upstream,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    metrics: createMetrics(),
  });
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}
