import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { DeliveryWatch } from '../../domain/live-delivery.ts';
import type { LiveEvent } from '../../domain/live-event.ts';
import type { LiveSharing } from '../../domain/live-sharing.ts';
import type { CreateContext, GraphqlContext } from '../context.ts';
import { dependsOnViewer } from '../viewer-dependence.ts';
import { type CompiledExecution, compileExecution } from '../compiled-execution.ts';
import { createDeliveryTurns } from './delivery-turns.ts';
import { createSharedGroup, type SharedGroup } from './shared-group.ts';
import { type SharedPlace, SharedSubscription } from './shared-subscription.ts';
import type { PrepareMessages, SocketOutlet } from './socket-outlet.ts';

/** Options of {@link createSharedExecution}. */
export interface SharedExecutionOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext;
  readonly delivery: Pick<DeliveryWatch, 'begin'>;
  /** The result as clients get it. */
  readonly formatResult: (result: ExecutionResult, requestId: string) => FormattedExecutionResult;
  readonly newRequestId: () => string;
  readonly prepareMessages: PrepareMessages;
  /** Events that may wait for one client. @default 256 */
  readonly queuedEventsMax?: number | undefined;
}

/** A subscription that may be executed together with others. */
export interface SharedRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the viewer has service scope. */
  readonly isService: boolean;
  /** The id by which the client knows it. */
  readonly operationId: string;
  readonly outlet: SocketOutlet;
}

/** Executes and serialises each event once for all subscriptions that ask the same of it. */
export interface SharedExecution {
  /** Takes over from a stream, unless the document asks for something that depends on its viewer. */
  follow(request: SharedRequest, sharing: LiveSharing): void;
}

/** What is known of an operation that may be executed for several. */
interface Plan {
  readonly variableNames: readonly string[];
  /** Executes it; null where graphql-js has to. Made for the first event. */
  compiled?: CompiledExecution | null;
  /** Those that have members. */
  readonly groups: Map<string, { readonly place: SharedPlace; readonly group: SharedGroup }>;
}

type Step = Parameters<LiveSharing['expand']>[0];

/** An event, and the context in which it is executed. */
interface Telling {
  readonly event: LiveEvent;
  readonly contextValue: GraphqlContext;
}

/** Nobody follows yet. */
export function createSharedExecution(options: SharedExecutionOptions): SharedExecution {
  const {
    schema,
    createContext,
    delivery,
    formatResult,
    newRequestId,
    prepareMessages,
    queuedEventsMax = 256,
  } = options;
  const turns = createDeliveryTurns();
  const tellings = new WeakMap<Step, Promise<readonly Telling[]>>();
  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();

  const planOf = ({ document, operation }: SharedRequest): Plan | null => {
    const known = plans.get(operation);
    if (known !== undefined) return known;
    const plan = dependsOnViewer(schema, document)
      ? null
      : { variableNames: sharedVariablesOf(document, operation), groups: new Map() };
    plans.set(operation, plan);
    return plan;
  };

  /** What a step means, and one context for each event of it: groups may ask differently, but they are told the same. */
  const telling = (step: Step, sharing: LiveSharing): Promise<readonly Telling[]> => {
    const known = tellings.get(step);
    if (known) return known;
    const made = sharing.expand(step).then((events) =>
      events.map((event) => {
        const viewer = { membersOf: sharing.conversationSid };
        return { event, contextValue: createContext({ viewer, requestId: newRequestId() }) };
      }),
    );
    tellings.set(step, made);
    return made;
  };

  /** Takes out of the request what the group needs: it outlives the subscription that was the first. */
  const groupMaker = (request: SharedRequest, sharing: LiveSharing, plan: Plan): (() => SharedGroup) => {
    const { document, operation, variables } = request;
    const args = { schema, document, operationName: operation.name?.value, variableValues: variables };
    return () =>
      createSharedGroup({
        prepare: prepareMessages,
        turns,
        queuedEventsMax,
        async execute(step) {
          const tails: Buffer[] = [];
          const endings: (() => void)[] = [];
          // Whoever asks for another conversation by the same document shares it too.
          if (plan.compiled === undefined) plan.compiled = compileExecution({ schema, document, operation });
          for (const { event, contextValue } of await telling(step, sharing)) {
            endings.push(delivery.begin(event));
            const result =
              (await plan.compiled?.({ rootValue: event, contextValue, variableValues: variables })) ??
              (await execute({ ...args, rootValue: event, contextValue }));
            tails.push(tailOf(formatResult(result, contextValue.requestId)));
          }
          return {
            tails,
            onDelivered() {
              for (const end of endings) end();
            },
          };
        },
      });
  };

  /** Of all who come while somebody is told the same; who comes later has another one, and yet the same group. */
  const createPlace = (
    key: string,
    { request, sharing, plan }: { request: SharedRequest; sharing: LiveSharing; plan: Plan },
  ): SharedPlace => {
    const { groups } = plan;
    const newGroup = groupMaker(request, sharing, plan);
    const place: SharedPlace = {
      prepare: prepareMessages,
      queuedEventsMax,
      findGroup() {
        const found = groups.get(key) ?? { place, group: newGroup() };
        groups.set(key, found);
        return found.group;
      },
      onLeave(group) {
        if (group.size === 0 && groups.get(key)?.group === group) groups.delete(key);
      },
    };
    return place;
  };

  return {
    follow(request, sharing) {
      const plan = planOf(request);
      if (!plan) return;
      const { outlet, operationId } = request;
      const key = keyOf(request, plan);
      const place = plan.groups.get(key)?.place ?? createPlace(key, { request, sharing, plan });
      sharing.follow(new SharedSubscription({ sharing, outlet, place, head: headOf(operationId) }));
    },
  };
}

/** As graphql-ws writes a `next` message. */
function headOf(operationId: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(operationId)},"type":"next","payload":`);
}

function tailOf(result: FormattedExecutionResult): Buffer {
  return Buffer.from(`${JSON.stringify(result)}}`);
}

/** Who shares: equal values of all variables that mean something to events, and equal rights. */
function keyOf({ variables, isService }: SharedRequest, { variableNames }: Plan): string {
  const values = variableNames.map((name) => (name in variables ? [variables[name]] : []));
  return JSON.stringify([isService, values]);
}

/** All variables of an operation but the one that only says where the stream goes on. */
function sharedVariablesOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const uses = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      uses.set(name.value, (uses.get(name.value) ?? 0) + 1);
    },
  });
  const [root] = operation.selectionSet.selections;
  const after = root?.kind === Kind.FIELD ? root.arguments?.find(({ name }) => name.value === 'after') : null;
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return names.filter((name) => {
    const isCursor = after?.value.kind === Kind.VARIABLE && after.value.name.value === name;
    return !isCursor || uses.get(name) !== 1;
  });
}
