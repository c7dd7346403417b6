import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import { askReceipts, type ReceiptsAnswer } from './receipts-client.ts';

/** What became of a round trip. */
export type RoundTrip =
  | { readonly ok: true; readonly tookMs: number }
  | { readonly ok: false; readonly problem: string; readonly fix: string };

/** How often the gateway is asked, in milliseconds. */
const askEveryMs = 250;

/**
 * Proves that a webhook travels from Twilio to the running gateway: creates a conversation without participants, waits until the
 * gateway at the public URL says that it heard of it, and deletes the conversation. It is deleted too where the proof fails.
 *
 * @throws GatewayError where Twilio refuses to create the conversation
 */
export async function proveRoundTrip(options: {
  readonly api: Pick<ConversationsApi, 'createConversation' | 'deleteConversation'>;
  readonly publicUrl: string;
  readonly authToken: string;
  /** How long the webhook may take, in milliseconds. */
  readonly timeoutMs: number;
}): Promise<RoundTrip> {
  const { api, timeoutMs } = options;
  const before = await askReceipts(options);
  if (!before.ok) return before;
  const friendlyName = `Webhook check ${randomUUID()}`;
  const startedAt = Date.now();
  const { sid } = await api.createConversation({ friendlyName });
  try {
    while (Date.now() - startedAt < timeoutMs) {
      const answer = await askReceipts(options);
      if (hasHeardOf(sid, answer)) return { ok: true, tookMs: Date.now() - startedAt };
      await sleep(askEveryMs);
    }
  } finally {
    await api.deleteConversation(sid);
  }
  return {
    ok: false,
    problem: `Twilio took the conversation, and no webhook of it reached the gateway within ${timeoutMs / 1_000} seconds`,
    fix: 'Look for the reason in the error log of the Twilio console, and for refused webhooks in the log of the gateway.',
  };
}

function hasHeardOf(conversationSid: string, answer: ReceiptsAnswer): boolean {
  if (!answer.ok) return false;
  return answer.receipts.some(
    (receipt) => receipt.kind === 'ConversationAdded' && receipt.conversationSid === conversationSid,
  );
}
