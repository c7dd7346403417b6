import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChat } from '../testkit/chat.ts';

describe('with an SDK of OpenTelemetry', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
  });
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    trace.disable();
    context.disable();
    await provider.shutdown();
  });

  const named = (name: string | RegExp): readonly ReadableSpan[] =>
    exporter
      .getFinishedSpans()
      .filter((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)));
  const parentOf = (span: ReadableSpan | undefined) =>
    exporter
      .getFinishedSpans()
      .find((other) => other.spanContext().spanId === span?.parentSpanContext?.spanId);
  const webhooksOfMessages = () =>
    named('POST /webhooks/twilio').filter(({ attributes }) => attributes['webhook.event'] === 'MessageAdded');
  /** From a span up to the root of its trace. */
  const ancestors = (span: ReadableSpan | undefined): readonly string[] =>
    span === undefined ? [] : [span.name, ...ancestors(parentOf(span))];

  it('a query is one trace, from the request over the operation and its field to the call to Twilio', async () => {
    const { alice, id } = await startChat();
    exporter.reset();

    await alice.data('Thread', { id });

    const [call] = named('Twilio GET Services/{id}/Conversations/{id}/Messages');
    expect(ancestors(named('Query.conversation')[0])).toEqual([
      'Query.conversation',
      'query Thread',
      'POST /graphql',
    ]);
    expect(ancestors(call).slice(-2)).toEqual(['query Thread', 'POST /graphql']);
    expect(call?.attributes).toMatchObject({
      'twilio.priority': 'userRead',
      'http.response.status_code': 200,
    });
  });

  it('a message is followed from the mutation over its webhook to its delivery', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await alice.data('SendMessage', { input: { conversationId: id, body: 'are you there?' } });
    await events.waitFor((event) => event.message?.body === 'are you there?');
    // Told by the answer to the write already: the webhook may come later, and is none of the next message.
    await vi.waitFor(() => expect(webhooksOfMessages()).toHaveLength(1));
    exporter.reset();

    await alice.data('SendMessage', { input: { conversationId: id, body: 'hello' } });
    await events.waitFor((event) => event.message?.body === 'hello');
    await vi.waitFor(() => {
      expect(webhooksOfMessages()).not.toEqual([]);
      expect(named('deliver MessageAdded')).not.toEqual([]);
    });

    const [mutation] = named('Mutation.sendMessage');
    const traceId = mutation?.spanContext().traceId;
    const [webhook] = webhooksOfMessages();
    expect(named('deliver MessageAdded').map((span) => span.spanContext().traceId)).toEqual([traceId]);
    expect(webhook?.links.map((link) => link.context.traceId)).toEqual([traceId]);
  });

  it('repeated attempts at a call are notes in its step', async () => {
    const { alice, emulator, id } = await startChat();
    emulator.emulator.setFaults({ errorRate: 1, status: 503 });
    exporter.reset();

    await expect(alice.data('Thread', { id })).rejects.toThrow('UPSTREAM');

    const notes = named(/^Twilio/).flatMap(({ events }) => events.map(({ name }) => name));
    expect(new Set(notes)).toEqual(new Set(['retry']));
  });

  it('names neither sids nor identities nor texts', async () => {
    const { alice, id } = await startChat();
    await alice.data('SendMessage', { input: { conversationId: id, body: 'a secret text' } });
    await alice.data('Inbox', { first: 10 });

    const told = JSON.stringify(
      exporter
        .getFinishedSpans()
        .map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );

    expect(told).not.toMatch(/[A-Z]{2}[0-9a-f]{32}|alice|bob|a secret text/);
  });

  it('a traceparent of a client becomes a link, and decides nothing', async () => {
    const { gateway } = await startChat();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    exporter.reset();

    await fetch(`${gateway.origin}/healthz`, {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });

    const [request] = named('GET /healthz');
    expect(request?.spanContext().traceId).not.toBe(traceId);
    expect(request?.links.map((link) => link.context.traceId)).toEqual([traceId]);
  });
});
