import { writeSync } from 'node:fs';
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

/** A log of which an operator can choose how much is told. */
export interface LeveledLog extends Log {
  /** Holds for every later line. */
  setLevel(level: LogLevel): void;
}

/** How much is told; `silent` is nothing at all. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** A request that lines are written for. */
export interface LoggedRequest {
  readonly requestId: string;
}

const requests = new AsyncLocalStorage<LoggedRequest>();

/** Runs `work` so that every line written in it, or in what it waits for, bears the id of the request. */
export function withRequestId<Result>(requestId: string, work: (request: LoggedRequest) => Result): Result {
  const request = { requestId };
  return requests.run(request, work, request);
}

/**
 * The request that is worked for, the same object all the time; undefined outside of {@link withRequestId}. Whoever has to find again what
 * belongs to a request keys by it: each further asynchronous storage would make every promise of the process dearer.
 */
export function currentRequest(): LoggedRequest | undefined {
  return requests.getStore();
}

/**
 * A log of JSON lines, which bear the id of the request that they are written for. An `error` field is reduced to an allow-list of its properties (type, message, code, status, Twilio's
 * code, and the stack for the gateway's own bugs), because errors of HTTP clients carry request headers, and so credentials.
 */
export function createLog(options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}): LeveledLog {
  const logger = pino(
    { level: options.level, base: null, formatters: { level: (label) => ({ level: label }) } },
    // Pino's own tries a full disk again for ever, when the process wants to end.
    options.destination ?? createLogOutput(),
  );
  const write =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: LogFields = {}) => {
      // Nobody reads it: then it costs no more than this.
      if (logger.isLevelEnabled(level)) logger[level](presentable(fields), message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel(level) {
      logger.level = level;
    },
  };
}

/** Where lines of the log go. */
export interface LogOutput {
  write(line: string): void;
}

/** A pipe that is full for a moment is tried so many times. */
const attemptsMax = 100;

/**
 * Writes lines to an open file, the standard output unless told otherwise. A line that cannot be written, because the disk is full or
 * nobody reads any more, is dropped: a gateway that cannot tell what it does goes on doing it, and keeps nothing in memory for later.
 */
export function createLogOutput(descriptor = 1): LogOutput {
  return {
    write(line) {
      let rest = Buffer.from(line);
      for (let attempt = 0; rest.length > 0 && attempt < attemptsMax; attempt += 1) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        }
      }
    },
  };
}

/** A log that tells nothing: for tests and for the messaging service, which reports by rejecting. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function presentable(fields: LogFields): LogFields {
  const named = { ...currentRequest(), ...fields };
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
