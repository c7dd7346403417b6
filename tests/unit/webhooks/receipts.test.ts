import { describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../../src/conversation-event.ts';
import type { HttpRequest } from '../../../src/http-message.ts';
import {
  createWebhookReceipts,
  receiptsHeader,
  signReceiptsQuestion,
  withReceipts,
} from '../../../src/webhooks/receipts.ts';

const now = 1_700_000_000_000;
const clock = { now: () => now, wallTime: () => now, setTimer: () => () => {} };

function setUp(authTokens: readonly string[] = ['token']) {
  const receipts = createWebhookReceipts({ authTokens: () => authTokens, receiptsMax: 3, clock });
  return { receipts, ask: (signature?: string) => receipts.answer(question(signature)) };
}

function question(signature?: string, method = 'GET'): HttpRequest {
  return {
    method,
    path: '/webhooks/twilio',
    search: '',
    headers: new Map(signature === undefined ? [] : [[receiptsHeader, signature]]),
    body: Buffer.alloc(0),
    requestId: 'request',
    signal: new AbortController().signal,
  };
}

function removal(place: number): GatewayEvent {
  return { kind: 'ConversationRemoved', conversationSid: `CH${place}`, occurredAt: new Date(now - 250) };
}

function receiptsIn(answer: { readonly body: string | Buffer } | undefined): Record<string, unknown>[] {
  return (JSON.parse(String(answer?.body)) as { receipts: Record<string, unknown>[] }).receipts;
}

describe('receipts of webhooks', () => {
  it('tell holders of the auth token what arrived when, and nothing of what it says', () => {
    const { receipts, ask } = setUp();
    receipts.note(removal(1));
    receipts.note({ kind: 'UserChanged', identity: 'canary', occurredAt: new Date(now) });

    const answer = ask(signReceiptsQuestion('token', now));

    expect(answer?.status).toBe(200);
    expect(receiptsIn(answer)).toMatchObject([
      { kind: 'ConversationRemoved', conversationSid: 'CH1', occurredAt: now - 250, receivedAt: now },
      { kind: 'UserChanged', conversationSid: null },
    ]);
    expect(String(answer?.body)).not.toContain('canary');
  });

  it('keep the newest ones', () => {
    const { receipts, ask } = setUp();
    for (const place of [1, 2, 3, 4]) receipts.note(removal(place));

    const kept = receiptsIn(ask(signReceiptsQuestion('token', now)));

    expect(kept.map(({ conversationSid }) => conversationSid)).toEqual(['CH2', 'CH3', 'CH4']);
  });

  it('name an event alike on every instance', () => {
    const [one, other] = [setUp(), setUp()];
    one.receipts.note(removal(1));
    other.receipts.note(removal(1));

    const idOf = ({ ask }: typeof one) => receiptsIn(ask(signReceiptsQuestion('token', now)))[0]?.['id'];

    expect(idOf(one)).toBe(idOf(other));
  });

  it('take questions signed with either auth token', () => {
    const { ask } = setUp(['token', 'secondary']);

    expect(ask(signReceiptsQuestion('secondary', now))?.status).toBe(200);
  });

  it.each([
    ['another token', signReceiptsQuestion('other', now)],
    ['an altered time', signReceiptsQuestion('token', now).replace(String(now), String(now + 1))],
    ['a time of more than five minutes ago', signReceiptsQuestion('token', now - 300_001)],
    ['a time of more than five minutes ahead', signReceiptsQuestion('token', now + 300_001)],
    ['no number', 'x.y'],
    ['nothing', ''],
  ])('are refused to a question with %s', (_, signature) => {
    expect(setUp().ask(signature)?.status).toBe(403);
  });

  it('are told at the bound of five minutes', () => {
    expect(setUp().ask(signReceiptsQuestion('token', now - 300_000))?.status).toBe(200);
  });

  it('leave every other request to the receiver', async () => {
    const { receipts } = setUp();
    const handler = withReceipts(async () => ({ status: 405, headers: {}, body: '' }), receipts);

    expect((await handler(question())).status).toBe(405);
    expect((await handler(question(signReceiptsQuestion('token', now), 'POST'))).status).toBe(405);
    expect((await handler(question(signReceiptsQuestion('token', now)))).status).toBe(200);
  });
});
