import { receiptsHeader, signReceiptsQuestion, type WebhookReceipt } from '../webhooks/receipts.ts';
import { webhookUrlOf } from './webhook-plan.ts';

/** What a running gateway says of the webhooks it got, or why it cannot be heard. */
export type ReceiptsAnswer =
  | { readonly ok: true; readonly receipts: readonly WebhookReceipt[] }
  | { readonly ok: false; readonly problem: string; readonly fix: string };

/** An answer may take this long, in milliseconds. */
const answerTimeoutMs = 5_000;

/** Asks the gateway behind `publicUrl` which webhooks reached it; whoever holds the auth token may. Never rejects. */
export async function askReceipts(options: {
  readonly publicUrl: string;
  readonly authToken: string;
}): Promise<ReceiptsAnswer> {
  const url = webhookUrlOf(options.publicUrl);
  try {
    const response = await fetch(url, {
      headers: { [receiptsHeader]: signReceiptsQuestion(options.authToken, Date.now()) },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    if (response.status === 200) return readReceipts(url, await response.text());
    const told = response.status === 403 ? messageIn(await response.text()) : null;
    if (told !== null)
      return {
        ok: false,
        problem: `The gateway at ${url} refuses the question: ${told}`,
        fix: 'Give it and this command the same auth token, and set the clocks of both machines.',
      };
    return {
      ok: false,
      problem: `The gateway is not reached: ${url} answers with status ${response.status}, as no gateway of this version does`,
      fix: 'Let your proxy pass on GET and POST of /webhooks/twilio to the gateway, without a redirect.',
    };
  } catch (error) {
    return {
      ok: false,
      problem: `The gateway cannot be reached at ${url}: ${reasonOf(error)}`,
      fix: 'Start the gateway, and check the name, the certificate and the proxy of PUBLIC_URL.',
    };
  }
}

function readReceipts(url: string, text: string): ReceiptsAnswer {
  try {
    const { receipts } = JSON.parse(text) as { receipts?: unknown };
    if (Array.isArray(receipts)) return { ok: true, receipts: receipts as readonly WebhookReceipt[] };
  } catch {
    // Falls through: what is no JSON is no answer of a gateway either.
  }
  return {
    ok: false,
    problem: `The gateway is not reached: ${url} answers with something else than a gateway would`,
    fix: 'Let your proxy pass on /webhooks/twilio to the gateway.',
  };
}

function messageIn(text: string): string | null {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** The code below fetch's own "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${answerTimeoutMs / 1_000} seconds`;
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message;
}
