import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Viewer } from '../../domain/access.ts';
import type { LiveSharing } from '../../domain/live-sharing.ts';
import type { Metrics } from '../../metrics.ts';
import type { CreateContext } from '../context.ts';
import type { SharedExecution } from './shared-execution.ts';
import type { SocketOutlet } from './socket-outlet.ts';

/** What all subscriptions are run with. */
export interface SubscriptionServices {
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext;
  /** Null where each subscription is to be served alone. */
  readonly shared: SharedExecution | null;
  readonly metrics: Pick<Metrics, 'subscriptions'>;
}

/** The socket of a subscription. */
export interface SubscribedSocket extends SocketOutlet {
  /** A subscription runs from now on. */
  began(run: SubscriptionRun): void;
  /** One that rested was asked for its next event again. */
  resumed(): void;
  /** A subscription runs no more. */
  ended(run: SubscriptionRun): void;
}

/** Options of {@link SubscriptionRun}. */
export interface SubscriptionRunOptions {
  /** The id by which the client knows it. */
  readonly id: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Where a reconnecting client goes on. */
  readonly resumeAfter: string | undefined;
  readonly socket: SubscribedSocket;
}

/**
 * A subscription: graphql-js opens the source, and each of its events is executed on its own. Unlike with graphql-js' `subscribe` every
 * event gets a fresh context, because the memory of one must not answer for the next, and ending it never waits for an event that may
 * not come. What is told together with others does not come out of it.
 *
 * It is also the arguments with which graphql-ws runs it, so that one object is all there is to keep. A class, because there are ten
 * thousand of them.
 */
export class SubscriptionRun
  implements ExecutionArgs, AsyncIterableIterator<ExecutionResult, undefined, undefined>
{
  readonly #services: SubscriptionServices;
  readonly id: string;
  readonly document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly #viewer: Viewer;
  readonly requestId: string;
  #resumeAfter: string | undefined;
  readonly #socket: SubscribedSocket;
  #events: AsyncIterator<unknown> | null = null;
  #sharing: LiveSharing | null = null;
  #phase: 'new' | 'running' | 'resting' | 'resuming' | 'ended' = 'new';
  /** graphql-ws sets one where there is none. */
  rootValue: unknown = undefined;

  constructor(options: SubscriptionRunOptions, services: SubscriptionServices) {
    this.#services = services;
    this.id = options.id;
    this.document = options.document;
    this.#operation = options.operation;
    this.variableValues = options.variables;
    this.#viewer = options.viewer;
    this.requestId = options.requestId;
    this.#resumeAfter = options.resumeAfter;
    this.#socket = options.socket;
  }

  get schema(): GraphQLSchema {
    return this.#services.schema;
  }

  get operationName(): string | undefined {
    return this.#operation.name?.value;
  }

  /** Only what names the request: graphql-ws keeps it as long as the subscription runs, and a whole context is too large for that. */
  get contextValue(): { readonly requestId: string } {
    return this;
  }

  /** Whether it rests, and nobody has asked for it yet. */
  get isResting(): boolean {
    return this.#phase === 'resting';
  }

  /** Whether it rested, and was not asked for an event since. */
  get isResuming(): boolean {
    return this.#phase === 'resuming';
  }

  /** Takes it out of its rest, for whoever is going to ask it for events. */
  claim(): this {
    this.#phase = 'resuming';
    return this;
  }

  /** Opens the source; that of one that rested is open. @returns why it could not be opened, or itself */
  async open(): Promise<this | ExecutionResult> {
    if (this.#events) return this;
    const { document, operationName, schema, variableValues } = this;
    const source = await createSourceEventStream({
      schema,
      document,
      operationName,
      variableValues,
      contextValue: this.#createContext(),
    });
    this.#resumeAfter = undefined;
    if (!isAsyncIterable(source)) return source;
    this.#sharing = sharingOf(source);
    if (this.#sharing)
      this.#services.shared?.follow(
        {
          document,
          operation: this.#operation,
          variables: variableValues,
          isService: this.#viewer.isService,
          operationId: this.id,
          outlet: this.#socket,
        },
        this.#sharing,
      );
    this.#events = source[Symbol.asyncIterator]();
    this.#phase = 'running';
    this.#services.metrics.subscriptions.inc();
    this.#socket.began(this);
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#phase === 'resuming') {
      this.#phase = 'running';
      this.#socket.resumed();
    }
    const event = await this.#events?.next();
    if (event && !event.done) return { done: false, value: await this.#execute(event.value) };
    if (this.#phase === 'running') this.#end();
    return { done: true, value: undefined };
  }

  /** Ends it, unless it is to rest. */
  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#phase !== 'resting') await this.end();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether everything that it tells comes another way now. */
  get canRest(): boolean {
    return this.#phase === 'running' && this.#sharing?.canRest === true;
  }

  /** Lets go of whoever iterates it: that iteration ends, and another one can begin where it ended. Only while it can rest. */
  rest(): void {
    this.#phase = 'resting';
    this.#sharing?.rest();
  }

  /** Ends it for good; may be called more than once. */
  async end(): Promise<void> {
    this.#end();
    await this.#events?.return?.();
  }

  #end(): void {
    if (this.#phase === 'ended') return;
    const hasBegun = this.#phase !== 'new';
    this.#phase = 'ended';
    if (!hasBegun) return;
    this.#services.metrics.subscriptions.dec();
    this.#socket.ended(this);
  }

  async #execute(event: unknown): Promise<ExecutionResult> {
    const { document, operationName, schema, variableValues } = this;
    return execute({
      schema,
      document,
      operationName,
      variableValues,
      rootValue: event,
      contextValue: this.#createContext(),
    });
  }

  #createContext(): ReturnType<CreateContext> {
    return this.#services.createContext({
      viewer: this.#viewer,
      requestId: this.requestId,
      resumeAfter: this.#resumeAfter,
    });
  }
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}

/** Streams of other fields than the gateway's own have none. */
function sharingOf(source: object): LiveSharing | null {
  return 'sharing' in source ? (source.sharing as LiveSharing | null) : null;
}
