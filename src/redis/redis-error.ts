/**
 * Why Redis did not do what it was asked: a word for the log and for deciding, never the text of the client, which may hold an
 * address. Errors of Redis itself are told by their first word, such as `OOM`, `READONLY` or `WRONGPASS`; those of the network by
 * Node's code, such as `ECONNREFUSED`; `OFFLINE`, `TIMEOUT`, `CLOSED` and `STOPPED` are the gateway's own.
 */
export class RedisError extends Error {
  override readonly name = 'RedisError';
  readonly code: string;
  /** Whether it may have been done all the same: the answer is missing. */
  readonly isAmbiguous: boolean;

  constructor(code: string, isAmbiguous: boolean) {
    super(`Redis: ${code}`);
    this.code = code;
    this.isAmbiguous = isAmbiguous;
  }
}

/** What anything thrown by the Redis client means. */
export function toRedisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  if (!(error instanceof Error)) return new RedisError('UNKNOWN', true);
  const [word = ''] = error.message.split(' ', 1);
  if (/^[A-Z]{2,20}$/.test(word)) return new RedisError(word, false);
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' && /^[A-Z_0-9]{2,40}$/.test(code)) return new RedisError(code, true);
  return new RedisError('CLOSED', true);
}

/** The code of an error that a script caught and handed back, or null where it handed back none. */
export function refusalCode(text: string): string | null {
  return text === '' ? null : (/^-?([A-Z]{2,20})\b/.exec(text)?.[1] ?? 'ERR');
}
