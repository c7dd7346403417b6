/** What a function gets: the `HttpRequest` of `@azure/functions`, as far as the gateway reads it. */
export interface FunctionRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { forEach(callback: (value: string, name: string) => void): void };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** What a function answers: an `HttpResponseInit` of `@azure/functions`. */
export interface FunctionAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

/** A function over HTTP, as the v4 programming model registers it. */
export interface HttpFunction {
  readonly methods: ('GET' | 'POST' | 'OPTIONS')[];
  readonly route: string;
  readonly authLevel: 'anonymous';
  readonly handler: (request: FunctionRequest) => Promise<FunctionAnswer>;
}

/** The part of `app` of `@azure/functions` that is used here. */
export interface FunctionApp {
  http(name: string, options: HttpFunction): void;
  readonly hook: { appTerminate(handler: () => Promise<void>): unknown };
}

/** The part of a gateway that is used here. */
export interface FunctionGateway {
  handle(request: FunctionRequest): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  }>;
  stop(): Promise<void>;
}

/**
 * Registers queries, mutations, webhooks and the readiness of a gateway as functions. They are anonymous to Azure, because the gateway
 * itself looks at bearer tokens and at Twilio's signatures.
 */
export function registerGateway(app: FunctionApp, gateway: FunctionGateway): void {
  const handler = async (request: FunctionRequest): Promise<FunctionAnswer> => {
    const { status, headers, body } = await gateway.handle(request);
    return { status, headers: { ...headers }, body };
  };
  const register = (name: string, route: string, methods: HttpFunction['methods']) =>
    app.http(name, { methods, route, authLevel: 'anonymous', handler });
  register('graphql', 'graphql', ['GET', 'POST', 'OPTIONS']);
  register('webhooks', 'webhooks/twilio', ['GET', 'POST']);
  register('readiness', 'readyz', ['GET']);
  app.hook.appTerminate(() => gateway.stop());
}
