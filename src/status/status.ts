import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../clock.ts';
import type { EventLoopLag } from '../event-loop-lag.ts';
import type { HttpAnswer, HttpHandler } from '../http-message.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { packageFile } from '../package-files.ts';
import { createInstanceReporter } from './instance-reporter.ts';
import { createMetricWindows } from './metric-window.ts';
import type { Presence } from './presence.ts';

/** Options of {@link createStatus}. */
export interface StatusOptions {
  readonly presence: Presence;
  readonly metrics: Metrics;
  readonly readiness: { readonly status: string; readonly degraded: readonly string[] };
  /** Started and stopped by whoever has it. */
  readonly eventLoopLag: Pick<EventLoopLag, 'quantiles'>;
  /** What all instances together may send to Twilio in a minute, as it is now; null where only Twilio's own limits hold. */
  readonly requestsPerMinuteMax: () => number | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** How this gateway and those beside it are. */
export interface Status {
  /** The page, which is the same for everybody and asks for a token itself, and what it loads, by their paths. */
  readonly page: Readonly<Record<string, HttpHandler>>;
  /** The reports of all instances as JSON; whoever serves it has to ask for the scope. */
  readonly reports: HttpHandler;
  /** Tells the others of this instance from now on. */
  start(): void;
  stop(): Promise<void>;
}

/** Between two reports to the others, in milliseconds. */
const beatMs = 5_000;

/** An instance of which nothing was heard for this long, in milliseconds, is gone. */
const reportTtlMs = 20_000;

/** Nothing is told before `start`. */
export function createStatus(options: StatusOptions): Status {
  const { presence, metrics, readiness, eventLoopLag, requestsPerMinuteMax, clock, log } = options;
  const { instanceId } = presence;
  const startedAt = clock.now();
  metrics.startSeconds.set(Math.floor(startedAt / 1_000));
  const windows = createMetricWindows({ numbers: metrics.numbers, clock });
  const report = createInstanceReporter({
    instanceId,
    host: `${hostname()}:${process.pid}`,
    version: readVersion(),
    startedAt,
    windows,
    readiness,
    requestsPerMinuteMax,
    clock,
  });
  let cancel = () => {};
  let isStopped = false;

  const beat = async (): Promise<void> => {
    try {
      sampleLag({ eventLoopLag, metrics });
      await windows.sample();
      await presence.tell(JSON.stringify(await report()), reportTtlMs);
    } catch (error) {
      log.error('The state of this instance could not be told', { error });
    }
    if (!isStopped) cancel = clock.setTimer(() => void beat(), beatMs);
  };

  return {
    page: {
      '/status': asset('index.html', 'text/html'),
      '/status/status.css': asset('status.css', 'text/css'),
      '/status/status.js': asset('status.js', 'text/javascript'),
      '/status/alarms.js': asset('alarms.js', 'text/javascript'),
      '/status/meanings.js': asset('meanings.js', 'text/javascript'),
    },
    async reports() {
      const [own, told] = await Promise.all([report(), presence.readAll()]);
      const others = (told ?? []).map(readReport).filter((other) => other?.instanceId !== instanceId);
      const known = others.filter((other) => other !== null);
      return answerWith(
        JSON.stringify({
          answeredBy: instanceId,
          now: clock.now(),
          /** Whether the others could be asked. */
          isComplete: told !== null,
          /** Reports in a format of another version of the gateway. */
          unreadable: others.length - known.length,
          instances: [own, ...known],
        }),
        'application/json',
      );
    },
    start: () => void beat(),
    async stop() {
      isStopped = true;
      cancel();
      await presence.leave();
    },
  };
}

function sampleLag({ eventLoopLag, metrics }: Pick<StatusOptions, 'eventLoopLag' | 'metrics'>): void {
  const seen = eventLoopLag.quantiles();
  if (!seen) return;
  metrics.eventLoopLagSeconds.set({ quantile: '0.5' }, seen.p50Ms / 1_000);
  metrics.eventLoopLagSeconds.set({ quantile: '0.99' }, seen.p99Ms / 1_000);
  metrics.eventLoopLagSeconds.set({ quantile: 'max' }, seen.maxMs / 1_000);
}

/** What is common to all formats; null for another one. */
function readReport(text: string): { readonly instanceId: unknown } | null {
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report !== 'object' || report === null) return null;
    const isReadable = 'format' in report && report.format === 1 && 'instanceId' in report;
    return isReadable ? report : null;
  } catch {
    return null;
  }
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves a file of the page, which lies beside the sources and is no part of the build. */
function asset(name: string, contentType: string): HttpHandler {
  let body: string | undefined;
  return async () => {
    body ??= readFileSync(packageFile(`pages/status/${name}`), 'utf8');
    return answerWith(body, contentType, { 'content-security-policy': policy });
  };
}

function answerWith(
  body: string,
  contentType: string,
  more: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': `${contentType}; charset=utf-8`, 'cache-control': 'no-store', ...more },
    body,
  };
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  const version: unknown =
    typeof manifest === 'object' && manifest !== null && Reflect.get(manifest, 'version');
  return typeof version === 'string' ? version : 'unknown';
}
