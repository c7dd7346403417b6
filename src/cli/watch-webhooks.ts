import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookReceipt } from '../webhooks/receipts.ts';
import { exitCodes } from './command.ts';
import { askReceipts } from './receipts-client.ts';
import type { Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** How often the gateway is asked, in milliseconds. */
const askEveryMs = 1_000;
/** Ids of receipts that are remembered, so that none is printed twice: many times what a gateway tells at once. */
const rememberedMax = 5_000;

/** Prints the events that reach the gateway at the public URL until it is asked to stop. Those from before are not printed. */
export async function watchWebhooks(options: {
  readonly publicUrl: string;
  readonly authToken: string;
  readonly terminal: Terminal;
}): Promise<number> {
  const { terminal } = options;
  const printed = new Set<string>();

  const first = await askReceipts(options);
  if (!first.ok) {
    terminal.verdict('failed', `${first.problem}.`);
    terminal.print(`           ${first.fix}`);
    return exitCodes.failed;
  }
  for (const { id } of first.receipts) remember(printed, id);
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  terminal.print('Waiting for events. Stop with Ctrl-C.');
  let isSilent = false;
  while (!stopping.signal.aborted) {
    await sleep(askEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) break;
    const answer = await askReceipts(options);
    if (!answer.ok) {
      if (!isSilent) terminal.verdict('warning', `${answer.problem}; asking again.`);
      isSilent = true;
      continue;
    }
    isSilent = false;
    for (const receipt of answer.receipts) {
      if (printed.has(receipt.id)) continue;
      remember(printed, receipt.id);
      terminal.print(line(receipt));
    }
  }
  await stopped;
  return exitCodes.ok;
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  if (ids.size <= rememberedMax) return;
  const [oldest] = ids;
  if (oldest !== undefined) ids.delete(oldest);
}

function line({ kind, conversationSid, occurredAt, receivedAt }: WebhookReceipt): string {
  const late = Math.max(0, receivedAt - occurredAt);
  const at = new Date(receivedAt).toISOString();
  return `${at}  ${kind.padEnd(20)} ${(conversationSid ?? 'a user').padEnd(34)} ${late} ms after it happened`;
}
