import { readFileSync } from 'node:fs';
import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { stopWithTest } from './stop-with-test.ts';

/** What a GraphQL server answers, as a test wants to look at it. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  // The shapes differ with every document: tests name what they expect of them.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors: readonly GraphqlFault[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error of an answer. */
export interface GraphqlFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A client that acts for one viewer, over HTTP and over WebSocket. */
export interface GraphqlClient {
  readonly token: string | null;
  /** Runs one of the operations of `src/client/operations.graphql`, or a document of the test's own. */
  run(operation: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** As `run`, and fails the test with the whole answer when it has errors. */
  // oxlint-disable-next-line typescript/no-explicit-any
  data(operation: string, variables?: Record<string, unknown>): Promise<any>;
  /** As `run`, over a socket. */
  runOverWebSocket(operation: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** Starts a subscription and resolves when the server has taken it. */
  subscribe(operation: string, variables?: Record<string, unknown>, options?: SubscribeOptions): Subscription;
}

/** How a subscription is started. */
export interface SubscribeOptions {
  /** Added to the payload of connection_init. */
  readonly connectionParams?: () => Record<string, unknown>;
}

/** A running subscription and everything that came. */
export interface Subscription {
  /** Everything so far, in order. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly events: readonly any[];
  /** Resolves with the first event, also of the past, that fulfils `is`; rejects with all that came when none does in time. */
  // oxlint-disable-next-line typescript/no-explicit-any
  waitFor(is: (event: any) => boolean, timeoutMs?: number): Promise<any>;
  /** Resolves when the server completes the stream or refuses it; with the errors of the refusal. */
  readonly ended: Promise<readonly GraphqlFault[]>;
  /** Cuts the socket like a network would; the client reconnects by itself. */
  cut(): void;
  stop(): Promise<void>;
}

/** A client of the gateway at `origin`. */
export function createGraphqlClient({
  origin,
  token,
  send = fetch,
}: {
  readonly origin: string;
  readonly token: string | null;
  /** Sends what does not go over a socket. @default fetch */
  readonly send?: (url: string, init: RequestInit) => Promise<Response>;
}): GraphqlClient {
  const run = async (operation: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> => {
    const response = await send(`${origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: textOf(operation), variables }),
    });
    const { data = null, errors = [], extensions = {} } = (await response.json()) as Partial<GraphqlAnswer>;
    return { status: response.status, headers: response.headers, data, errors, extensions };
  };

  return {
    token,
    run,
    async data(operation, variables) {
      const answer = await run(operation, variables);
      if (answer.errors.length === 0) return answer.data;
      throw new Error(
        `The gateway answered ${answer.status} with errors:\n${JSON.stringify(answer.errors, null, 2)}`,
      );
    },
    async runOverWebSocket(operation, variables = {}) {
      const { client } = connect(origin, token);
      try {
        return await runOnce(client, { query: textOf(operation), variables });
      } finally {
        await client.dispose();
      }
    },
    subscribe: (operation, variables = {}, options = {}) =>
      createSubscription(connect(origin, token, options.connectionParams), {
        query: textOf(operation),
        variables,
      }),
  };
}

function connect(origin: string, token: string | null, more: () => Record<string, unknown> = () => ({})) {
  const sockets: WebSocket[] = [];
  class RecordedWebSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      sockets.push(this);
    }
  }
  const client = createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: RecordedWebSocket,
    connectionParams: () => ({ ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...more() }),
    retryAttempts: 20,
    retryWait: async () => {},
    shouldRetry: () => true,
    // graphql-ws numbers operations at random; resuming by id needs them to be known.
    generateID: () => 'operation-1',
  });
  stopWithTest(() => client.dispose());
  return { client, cut: () => sockets.at(-1)?.terminate() };
}

interface Request extends Record<string, unknown> {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

function runOnce(client: Client, request: Request): Promise<GraphqlAnswer> {
  return new Promise((resolve, reject) => {
    let answer: Partial<GraphqlAnswer> = {};
    const whole = (): GraphqlAnswer => ({
      status: 0,
      headers: new Headers(),
      data: null,
      errors: [],
      ...answer,
    });
    client.subscribe(request, {
      next: (result) => {
        answer = result as Partial<GraphqlAnswer>;
      },
      error: (error) => {
        if (Array.isArray(error)) resolve({ ...whole(), errors: error as GraphqlFault[] });
        else reject(error instanceof Error ? error : new Error(`The socket closed: ${describeClose(error)}`));
      },
      complete: () => resolve(whole()),
    });
  });
}

function createSubscription({ client, cut }: ReturnType<typeof connect>, request: Request): Subscription {
  const events: unknown[] = [];
  const waiting = new Set<() => void>();
  const faults: GraphqlFault[] = [];
  let stop = () => {};
  const ended = new Promise<readonly GraphqlFault[]>((resolve, reject) => {
    stop = client.subscribe(request, {
      next({ data, errors }) {
        if (errors) faults.push(...(errors as GraphqlFault[]));
        const [event] = Object.values(data ?? {});
        if (event) events.push(event);
        for (const check of waiting) check();
      },
      error: (error) => {
        if (Array.isArray(error)) resolve([...faults, ...(error as GraphqlFault[])]);
        else reject(error instanceof Error ? error : new Error(`The socket closed: ${describeClose(error)}`));
      },
      complete: () => resolve(faults),
    });
  });
  // A test that does not look at the end must not fail by it.
  ended.catch(() => undefined);

  return {
    events,
    ended,
    cut,
    async stop() {
      stop();
      await client.dispose();
    },
    waitFor: (is, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = events.find((event) => is(event));
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(
            new Error(
              `No such event came. All events:\n${JSON.stringify(events, null, 2)}\n${JSON.stringify(faults)}`,
            ),
          );
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
  };
}

function describeClose(event: unknown): string {
  const { code, reason } = event as { code?: number; reason?: string };
  return `${code} ${reason}`;
}

const operations = parse(
  readFileSync(new URL('../../src/client/operations.graphql', import.meta.url), 'utf8'),
);

/** The text of a named operation with the fragments it needs; any other text is a document itself. */
function textOf(operation: string): string {
  const definition = operations.definitions.find(
    (candidate) => candidate.kind === Kind.OPERATION_DEFINITION && candidate.name?.value === operation,
  );
  if (!definition) return operation;
  const needed = new Set<string>();
  const collect = (node: DocumentNode['definitions'][number]) =>
    visit(node, {
      FragmentSpread({ name }) {
        if (needed.has(name.value)) return;
        needed.add(name.value);
        for (const fragment of operations.definitions) {
          if (fragment.kind === Kind.FRAGMENT_DEFINITION && fragment.name.value === name.value)
            collect(fragment);
        }
      },
    });
  collect(definition);
  const fragments = operations.definitions.filter(
    (candidate) => candidate.kind === Kind.FRAGMENT_DEFINITION && needed.has(candidate.name.value),
  );
  return print({ kind: Kind.DOCUMENT, definitions: [definition, ...fragments] });
}
