import type { Admission } from './graphql/admission.ts';
import { answerRefusal, importanceOf } from './graphql/with-admission.ts';
import { withAssurance } from './graphql/with-assurance.ts';
import type { EventBus } from './events/event-bus.ts';
import type { HttpHandler } from './http-message.ts';
import type { Metrics } from './metrics.ts';
import { createTally } from './tally.ts';
import { createCrossOriginHeaders, withCrossOrigin } from './transport/cross-origin.ts';
import type { OriginPolicy } from './transport/origin-policy.ts';
import type { HttpRoute } from './transport/route-table.ts';

/** Options of {@link createGraphqlRoute}. */
export interface GraphqlRouteOptions {
  readonly path: string;
  /** Answers what is let through. */
  readonly handler: HttpHandler;
  readonly bus: Pick<EventBus, 'assure'>;
  readonly admission: Admission;
  readonly isOriginAllowed: OriginPolicy;
  readonly metrics: Pick<Metrics, 'operations' | 'onCollect'>;
}

/** The route of queries and mutations, with all that a request passes before it is looked at. */
export function createGraphqlRoute(options: GraphqlRouteOptions): HttpRoute {
  const { path, handler, bus, admission, isOriginAllowed, metrics } = options;
  const crossOrigin = {
    isAllowed: isOriginAllowed,
    methods: ['GET', 'POST'],
    requestHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
    answerHeaders: ['x-request-id', 'retry-after'],
  };
  const crossOriginHeaders = createCrossOriginHeaders(crossOrigin);
  const countOperation = createTally<'refused'>({
    metrics,
    tell: (outcome, count) => metrics.operations.inc({ transport: 'http', kind: 'unknown', outcome }, count),
  });
  return {
    path,
    methods: ['GET', 'POST', 'OPTIONS'],
    handler: withCrossOrigin(withAssurance(handler, bus), crossOrigin),
    door: {
      isCrowded: () => admission.isCrowded(),
      ask({ method, headers, body, isWhole }, onSaid) {
        if (method === 'OPTIONS') return onSaid(null);
        const isPacked = headers['content-encoding'] !== undefined;
        admission.ask(importanceOf({ body, isReadable: isWhole && !isPacked }), (refusal) => {
          if (!refusal) return onSaid(null);
          countOperation('refused');
          const { origin, host } = headers;
          const answer = answerRefusal(refusal);
          onSaid({ ...answer, headers: { ...answer.headers, ...crossOriginHeaders({ origin, host }) } });
        });
      },
    },
  };
}
