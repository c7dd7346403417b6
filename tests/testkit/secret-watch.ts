import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { GatewayOptions } from '../../src/config/options.ts';
import { createLog, type Log } from '../../src/log.ts';

/** Looks for the secrets of a gateway in everything that comes out of it. */
export interface SecretWatch {
  /** A log that is looked at to its last detail, whatever the given one shows. */
  readonly log: Log;
  /** Adds a secret that was made since, such as a bearer token. */
  add(secret: string): void;
  /** Looks at a text that came out in some other way. */
  look(text: string, where: string): void;
  /**
   * Ends the watch.
   * @throws {Error} that names every place where a secret came out, and not the secret.
   */
  stop(): void;
}

/**
 * Every credential in a gateway's options is a canary. What its server writes to any connection at `port`, be it an answer over HTTP or a
 * frame, and every line that its log could write, is searched for all of them, plain and encoded. Only in tests: elsewhere, in benchmarks
 * for example, nothing is looked at, for that would be what they measure.
 */
export function watchSecrets(
  options: GatewayOptions,
  watched: { readonly port: number; readonly log: Log },
): SecretWatch {
  if (!process.env['VITEST']) return { log: watched.log, add() {}, look() {}, stop() {} };
  const needles = new Set<string>();
  const leaks = new Set<string>();
  let longest = 0;
  const add = (secret: string | undefined) => {
    if (!secret) return;
    const { accountSid } = options.twilio;
    const encoded = [secret, `${accountSid}:${secret}`].map((text) =>
      Buffer.from(text).toString('base64').replace(/=+$/, ''),
    );
    for (const needle of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      ...encoded,
    ]) {
      needles.add(needle);
      longest = Math.max(longest, needle.length);
    }
  };
  const look = (text: string, where: string) => {
    for (const needle of needles) if (text.includes(needle)) leaks.add(where);
  };
  const { authToken, authTokenSecondary, apiKeySecret } = options.twilio;
  for (const secret of [authToken, authTokenSecondary, apiKeySecret]) add(secret);
  if ('secret' in options.auth.key) {
    add(options.auth.key.secret);
    add(options.auth.key.secretSecondary);
  }
  if (options.redisUrl !== undefined) add(new URL(options.redisUrl).password);

  const everything = createLog({
    level: 'debug',
    destination: { write: (line: string) => look(line, `the log: ${line.slice(0, 80)}`) },
  });
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) => {
      everything[level](message, fields);
      watched.log[level](message, fields);
    };

  const onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort === watched.port) readWrites(socket);
  };
  /** A secret may lie over the edge of two writes. */
  const readWrites = (socket: Socket) => {
    let tail = '';
    const read = (chunk: unknown) => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
      const text = tail + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'));
      look(text, `an answer: ${text.slice(0, 80)}`);
      tail = text.slice(-longest);
    };
    const writeOn = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    const endOn = socket.end.bind(socket) as (...args: unknown[]) => Socket;
    socket.write = (...args: unknown[]) => {
      read(args[0]);
      return writeOn(...args);
    };
    socket.end = (...args: unknown[]) => {
      read(args[0]);
      return endOn(...args);
    };
  };
  subscribe('net.server.socket', onSocket);

  return {
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    add,
    look,
    stop() {
      unsubscribe('net.server.socket', onSocket);
      if (leaks.size > 0) throw new Error(`Secrets came out of the gateway in:\n${[...leaks].join('\n')}`);
    },
  };
}
