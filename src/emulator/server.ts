import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ApiAnswer, type ApiRequest, bareError } from './api.ts';
import type { ErrorCode } from './error-table.ts';

/** Listens, reads requests within their limits, and writes answers. */
export interface EmulatorServer {
  /** Resolves with the port once it listens. Rejects when the port is taken. */
  listen(): Promise<number>;
  /** Breaks every connection and stops listening. */
  close(): Promise<void>;
}

/** Bytes of a request to the API. */
const apiBodyBytesMax = 262_144;
/** Bytes of a control request: seeds are larger than forms. */
const controlBodyBytesMax = 16_777_216;
/** Bytes of a body that is too large but still read, so that the client gets to see the answer. */
const discardedBytesMax = 8_388_608;

/** Open connections; further ones are broken off. */
const connectionsMax = 10_000;
/** How long an idle connection is kept: longer than the SDK keeps its own end. */
const keepAliveTimeoutMs = 65_000;

/** A server over two handlers. Paths below `/__emulator` go to the second. */
export function createEmulatorServer(options: {
  readonly host: string;
  readonly port: number;
  /** For a whole request to come in. */
  readonly requestTimeoutMs: number;
  readonly answerApi: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly answerControl: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly log: (message: string) => void;
}): EmulatorServer {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? '/';
    const isControl = /^\/__emulator(\/|\?|$)/.test(target);
    const body = await readBody(request, isControl ? controlBodyBytesMax : apiBodyBytesMax);
    if (body === undefined) return;
    const answer = await (isControl ? options.answerControl : options.answerApi)({
      method: request.method ?? 'GET',
      target,
      header: (name) => {
        const value = request.headers[name];
        return Array.isArray(value) ? value.join(', ') : value;
      },
      body,
    });
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    const bytes = Buffer.byteLength(answer.body);
    response.writeHead(answer.status, {
      ...answer.headers,
      // 204 has no body and so no length (RFC 9110, 8.6).
      ...(answer.status === 204 ? {} : { 'content-length': bytes }),
      ...(body === null ? { connection: 'close' } : {}),
    });
    response.end(request.method === 'HEAD' ? '' : answer.body);
  };

  const server: Server = createServer(
    {
      headersTimeout: options.requestTimeoutMs,
      requestTimeout: options.requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, options.requestTimeoutMs),
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      serve(request, response).catch((error: unknown) => {
        options.log(
          `A request failed inside the emulator: ${error instanceof Error ? error.stack : 'unknown'}`,
        );
        request.socket.destroy();
      });
    },
  );
  server.maxConnections = connectionsMax;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, body } = bareError(codeOfConnectionError(error.code));
    socket.end(
      `HTTP/1.1 ${status} Error\r\nconnection: close\r\ncontent-type: application/json;charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host, () => {
          server.off('error', reject);
          const address = server.address();
          if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
          else resolve(address.port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Faults of the connection that Node finds before there is a request. */
function codeOfConnectionError(code: string | undefined): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 20431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 20408 : 20001;
}

/** The body; null when it is too large; undefined when the client is gone or there is no end to it. */
function readBody(request: IncomingMessage, bytesMax: number): Promise<string | null | undefined> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      if (bytes > bytesMax + discardedBytesMax) request.socket.destroy();
    });
    request.on('end', () => resolve(bytes > bytesMax ? null : Buffer.concat(chunks).toString()));
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}
