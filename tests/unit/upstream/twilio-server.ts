import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as Twilio would have seen it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

/** What the server says: an answer, or nothing that is one. */
export type ServerAnswer =
  | { readonly status: number; readonly json: unknown; readonly headers?: Record<string, string> }
  | { readonly status: number; readonly html: string }
  | 'reset'
  | 'silence';

/** Something that listens where Twilio would, and says what the test tells it to. */
export interface TwilioServer {
  readonly baseUrl: string;
  readonly requests: SeenRequest[];
  /** Connections that were opened so far. */
  connections(): number;
  /** Decides what to say from now on. */
  answerWith(answer: (request: SeenRequest) => ServerAnswer): void;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startTwilioServer(): Promise<TwilioServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let decide: (request: SeenRequest) => ServerAnswer = () => ({
    status: 404,
    json: { code: 20404, status: 404 },
  });
  const server = createServer((request, response) => {
    void readRequest(request).then((seen) => {
      requests.push(seen);
      say(decide(seen), response);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    answerWith(answer) {
      decide = answer;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
  };
}

function say(answer: ServerAnswer, response: ServerResponse): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if ('html' in answer) {
    response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.html);
    return;
  }
  const hasBody = answer.status !== 204;
  response.writeHead(answer.status, { 'content-type': 'application/json;charset=utf-8', ...answer.headers });
  response.end(hasBody ? JSON.stringify(answer.json) : undefined);
}
