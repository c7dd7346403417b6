/** Options of {@link createConnectionParams}. */
export interface ConnectionParamsOptions {
  /**
   * Gives the bearer token of the viewer. Asked again at each connection, so that a socket that was closed because its token
   * expired (4403) comes back with a new one. What it throws ends the subscriptions that wait for the connection.
   */
  readonly token: () => string | Promise<string>;
  /**
   * Gives, for each running subscription by its operation id, the cursor of the last event seen. A reconnecting client repeats
   * its old variables, so that `after` in them stands where the subscription began; a gateway that reads this map goes on from
   * here instead.
   * @default none: each subscription goes on from its `after`
   */
  readonly resume?: () => Readonly<Record<string, string>>;
}

/** The payload of `connection_init`, as the gateway reads it. */
export interface ConnectionParams extends Record<string, unknown> {
  /** `Bearer` and the token. */
  readonly authorization: string;
  /** Operation id to `EventCursor`; absent when there is nothing to resume. */
  readonly resume?: Readonly<Record<string, string>>;
}

/**
 * Gives the `connectionParams` of a graphql-ws client, for example
 * `createClient({ url: 'wss://…/graphql', connectionParams: createConnectionParams({ token: () => session.token() }) })`.
 *
 * The token goes in `connection_init` and never in the URL, where logs would keep it.
 */
export function createConnectionParams(options: ConnectionParamsOptions): () => Promise<ConnectionParams> {
  return async () => {
    const authorization = `Bearer ${await options.token()}`;
    const resume = options.resume?.() ?? {};
    return Object.keys(resume).length === 0 ? { authorization } : { authorization, resume };
  };
}
