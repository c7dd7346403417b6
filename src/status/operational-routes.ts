import type { HttpHandler } from '../http-message.ts';

/** What answers at one path. */
interface OperationalRoute {
  readonly path: string;
  readonly methods: readonly string[];
  readonly handler: HttpHandler;
}

/** The routes for those who run a gateway. */
export interface OperationalRoutes {
  /** For balancers: open to everybody who reaches the port. */
  readonly health: readonly OperationalRoute[];
  /** For operators: `/metrics`, the page `/status` and its figures. */
  readonly status: readonly OperationalRoute[];
}

/** Builds them. Figures are for service scope; `/metrics` is open where it has a port that clients do not reach. */
export function createOperationalRoutes(options: {
  readonly readiness: { answer(): ReturnType<HttpHandler> | Awaited<ReturnType<HttpHandler>> };
  readonly metrics: { text(): Promise<string> };
  readonly status: { readonly page: Readonly<Record<string, HttpHandler>>; readonly reports: HttpHandler };
  readonly plainAnswer: (body: string) => Awaited<ReturnType<HttpHandler>>;
  /** Lets only service scope through. */
  readonly forServiceScope: (handler: HttpHandler) => HttpHandler;
  /** Whether they listen at a port of their own. */
  readonly hasOwnPort: boolean;
}): OperationalRoutes {
  const { readiness, metrics, status, plainAnswer, forServiceScope, hasOwnPort } = options;
  const toMetrics: HttpHandler = async () => plainAnswer(await metrics.text());
  return {
    health: [
      getRoute('/healthz', async () => plainAnswer('ok\n')),
      getRoute('/readyz', async () => readiness.answer()),
    ],
    status: [
      getRoute('/metrics', hasOwnPort ? toMetrics : forServiceScope(toMetrics)),
      ...Object.entries(status.page).map(([path, handler]) => getRoute(path, handler)),
      getRoute('/status.json', forServiceScope(status.reports)),
    ],
  };
}

function getRoute(path: string, handler: HttpHandler): OperationalRoute {
  return { path, methods: ['GET'], handler };
}
