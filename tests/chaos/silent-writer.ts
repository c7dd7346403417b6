import type { Random } from '../../src/emulator/random.ts';
import { pause } from './pause.ts';
import type { TwilioAccount } from './twilio-account.ts';

/** Posts past the gateways, as a back office does that forgets the webhook header: only reading Twilio finds these messages. */
export async function writeSilently(options: {
  readonly account: TwilioAccount;
  readonly author: string;
  readonly conversationSids: readonly string[];
  /** Mean time from one message to the next, in milliseconds. */
  readonly gapMs: number;
  readonly random: Random;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { account, author, conversationSids, gapMs, random, signal } = options;
  for (let ordinal = 1; !signal.aborted; ordinal += 1) {
    await pause(gapMs * 2 * random(), signal);
    const conversationSid = conversationSids[Math.floor(random() * conversationSids.length)];
    if (conversationSid !== undefined) {
      await account.postSilently(conversationSid, { author, body: `silent ${ordinal}` });
    }
  }
}
