import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';

/** Fields of a log line. Never a token, a credential, a message's text, an identity or a phone number. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the parts of the gateway tell what an operator has to know. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** How much is told; `silent` is nothing at all. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const requestIds = new AsyncLocalStorage<string>();

/** Runs `work` so that every line written in it, or in what it waits for, bears the id of the request. */
export function withRequestId<Result>(requestId: string, work: () => Result): Result {
  return requestIds.run(requestId, work);
}

/**
 * A log of JSON lines, which bear the id of the request that they are written for. An `error` field is reduced to an allow-list of its properties (type, message, code, status, Twilio's
 * code, and the stack for the gateway's own bugs), because errors of HTTP clients carry request headers, and so credentials.
 */
export function createLog(options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}): Log {
  const logger = pino(
    { level: options.level, base: null, formatters: { level: (label) => ({ level: label }) } },
    ...(options.destination ? [options.destination] : []),
  );
  const write =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: LogFields = {}) =>
      logger[level](presentable(fields), message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A log that tells nothing: for tests and for the messaging service, which reports by rejecting. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function presentable(fields: LogFields): LogFields {
  const requestId = requestIds.getStore();
  const named = requestId === undefined ? fields : { requestId, ...fields };
  if (!('error' in named)) return named;
  return { ...named, error: describeError(named['error'], 0) };
}

const causesShown = 3;

function describeError(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const described: Record<string, unknown> = { type: error.name, message: error.message };
  for (const key of ['code', 'status', 'twilioCode'] as const) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string' || typeof value === 'number') described[key] = value;
  }
  if (!('code' in described)) described['stack'] = error.stack;
  if (error.cause !== undefined && depth < causesShown)
    described['cause'] = describeError(error.cause, depth + 1);
  return described;
}
