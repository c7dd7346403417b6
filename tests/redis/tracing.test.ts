import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { conversationTopic } from '../../src/events/event-bus.ts';
import { createTracer } from '../../src/tracing.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';

const conversationSid = `CH${'1'.repeat(32)}`;

describe.skipIf(!hasRedisServer())('a trace over instances that share a Redis', () => {
  const provider = new BasicTracerProvider();
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
  });
  afterAll(async () => {
    trace.disable();
    context.disable();
    await provider.shutdown();
  });

  it('goes on where an event is heard, and ends with it', async () => {
    const { url } = await startRedisServer();
    const [sender, receiver] = await Promise.all([startRedisBus(url), startRedisBus(url)]);
    const tracer = createTracer();
    const heardIn: (string | undefined)[] = [];
    receiver.bus.subscribe(conversationTopic(conversationSid), () => heardIn.push(tracer.traceparent()));
    const publish = () =>
      sender.bus.publish({ kind: 'ConversationRemoved', conversationSid, occurredAt: new Date(0) });

    const told = await tracer.run({ name: 'write' }, async () => {
      publish();
      return tracer.traceparent();
    });
    publish();
    await vi.waitFor(() => expect(heardIn).toHaveLength(2));

    expect(told).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(heardIn).toEqual([told, undefined]);
  });
});
