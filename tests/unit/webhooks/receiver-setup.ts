import type { GatewayEvent } from '../../../src/conversation-event.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createWebhookReceiver, type WebhookReceiverOptions } from '../../../src/webhooks/receiver.ts';
import { createFakeClock } from '../transport/fake-clock.ts';
import { accountSid, authToken, chatServiceSid, publicUrl } from './signed-request.ts';

/** A receiver of its own for one test, with what it published and counted. */
export function setUp(changes: Partial<WebhookReceiverOptions> = {}) {
  const published: GatewayEvent[] = [];
  /** What was handed over to be confirmed. */
  const doubted: GatewayEvent[] = [];
  const clock = createFakeClock();
  const metrics = createMetrics();
  const receive = createWebhookReceiver({
    publicUrl,
    authTokens: [authToken],
    accountSid,
    chatServiceSid: () => chatServiceSid,
    publish: (event) => published.push(event),
    confirm: (event) => doubted.push(event),
    clock,
    log: silentLog,
    metrics,
    ...changes,
  });
  const counted = async () => {
    const { values } = await metrics.webhooks.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
  };
  return { receive, published, doubted, clock, counted, metrics };
}
