import type { Admission } from './graphql/admission.ts';
import { withAdmission } from './graphql/with-admission.ts';
import { withAssurance } from './graphql/with-assurance.ts';
import type { EventBus } from './events/event-bus.ts';
import type { HttpHandler } from './http-message.ts';
import type { Metrics } from './metrics.ts';
import { withCrossOrigin } from './transport/cross-origin.ts';
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
  readonly metrics: Pick<Metrics, 'operations'>;
}

/** The route of queries and mutations, with all that a request passes before it is looked at. */
export function createGraphqlRoute(options: GraphqlRouteOptions): HttpRoute {
  const { path, handler, bus, admission, isOriginAllowed, metrics } = options;
  return {
    path,
    methods: ['GET', 'POST', 'OPTIONS'],
    handler: withCrossOrigin(withAdmission(withAssurance(handler, bus), { admission, metrics }), {
      isAllowed: isOriginAllowed,
      methods: ['GET', 'POST'],
      requestHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
      answerHeaders: ['x-request-id', 'retry-after'],
    }),
  };
}
