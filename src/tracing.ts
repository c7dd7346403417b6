import {
  type AttributeValue,
  context,
  isSpanContextValid,
  type Link,
  ProxyTracerProvider,
  type Span as ApiSpan,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

/** What is known of a step. Never a token, a message's text, an identity or a phone number. */
export type SpanAttributes = Readonly<Record<string, AttributeValue | undefined>>;

/** A step that takes time, as it is told to a tracing system. */
export interface Span {
  /** Another name, where only the work itself shows what it is. */
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Something that happens at one moment within the step, such as a retry. */
  note(event: string, attributes?: SpanAttributes): void;
  /** Names another step that has to do with this one, by its `traceparent`; nothing where that is undefined or not valid. */
  link(traceparent: string | undefined): void;
  /** The step failed. Of the error only its type and its code are told. */
  fail(error: unknown): void;
  /** To be called exactly once. */
  end(): void;
}

/** How a span begins. */
export interface SpanOptions {
  readonly name: string;
  /** Whether it answers others, calls others, or hands on what came before. @default 'internal' */
  readonly kind?: 'server' | 'client' | 'consumer' | 'internal' | undefined;
  readonly attributes?: SpanAttributes | undefined;
  /** Another step that has to do with it, by its `traceparent`. */
  readonly link?: string | undefined;
  /** The step that it belongs to, by its `traceparent`. @default the active one */
  readonly parent?: string | undefined;
}

/**
 * Tells what belongs together over HTTP, operations, calls to Twilio, webhooks and deliveries. Users bring an SDK of OpenTelemetry and
 * register it before the gateway starts; without one nothing is recorded.
 */
export interface Tracer {
  /** Whether somebody has registered to be told of steps. Where nobody has, a caller may spare itself what describes them. */
  hasListener(): boolean;
  /** Runs `work` as a step, in which further steps are nested; a rejection fails it. */
  run<Result>(options: SpanOptions, work: (span: Span) => Promise<Result>): Promise<Result>;
  /** Begins a step that is not the active one. */
  start(options: SpanOptions): Span;
  /** The step that is active here; one that takes no notice where there is none. */
  active(): Span;
  /** Names the active step in the words of W3C Trace Context; undefined where nothing is recorded. */
  traceparent(): string | undefined;
  /** Runs `work` as a part of a step that may be one of another process. */
  within<Result>(traceparent: string | undefined, work: () => Result): Result;
}

const scope = 'twilio-conversations-graphql';

/** The tracer over what is registered with `@opentelemetry/api`, then or later. */
export function createTracer(): Tracer {
  const tracer = trace.getTracer(scope);
  const start = ({ name, kind = 'internal', attributes, link, parent }: SpanOptions): ApiSpan => {
    const links = linksOf(link);
    return tracer.startSpan(
      name,
      { kind: kinds[kind], ...(attributes && { attributes: { ...attributes } }), ...(links && { links }) },
      contextOf(parent),
    );
  };
  return {
    hasListener() {
      const provider = trace.getTracerProvider();
      return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(scope) !== undefined;
    },
    run(options, work) {
      const span = start(options);
      // Nobody listens: then it costs no more than this.
      return isSpanContextValid(span.spanContext()) ? runWithin(span, work) : work(silentSpan);
    },
    start: (options) => present(start(options)),
    active() {
      const span = trace.getActiveSpan();
      return span ? present(span) : silentSpan;
    },
    traceparent() {
      const spanContext = trace.getActiveSpan()?.spanContext();
      return spanContext && isSpanContextValid(spanContext) ? formatTraceparent(spanContext) : undefined;
    },
    within: (traceparent, work) =>
      traceparent === undefined ? work() : context.with(contextOf(traceparent), work),
  };
}

async function runWithin<Result>(span: ApiSpan, work: (span: Span) => Promise<Result>): Promise<Result> {
  const presented = present(span);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(presented));
  } catch (error) {
    presented.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

const silentSpan: Span = { rename() {}, set() {}, note() {}, link() {}, fail() {}, end() {} };

function present(span: ApiSpan): Span {
  if (!span.isRecording()) return { ...silentSpan, end: () => span.end() };
  return {
    rename: (name) => void span.updateName(name),
    set: (attributes) => void span.setAttributes({ ...attributes }),
    note: (event, attributes) => void span.addEvent(event, { ...attributes }),
    link(traceparent) {
      const links = linksOf(traceparent);
      if (links) span.addLinks(links);
    },
    fail(error) {
      // Messages of errors may quote what a client sent.
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      const type = error instanceof Error ? error.name : typeof error;
      span.setAttribute('error.type', typeof code === 'string' ? code : type);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

function contextOf(traceparent: string | undefined) {
  const spanContext = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  return spanContext ? trace.setSpanContext(context.active(), spanContext) : context.active();
}

function linksOf(traceparent: string | undefined): Link[] | undefined {
  const spanContext = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  return spanContext && [{ context: spanContext }];
}

function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
function parseTraceparent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const spanContext: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}
