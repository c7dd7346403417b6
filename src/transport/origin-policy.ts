/** Who asks, by the headers of the request. */
export interface OriginQuestion {
  /** The `Origin` header; undefined when none came. */
  readonly origin: string | undefined;
  /** The `Host` header. */
  readonly host: string | undefined;
}

/** Decides which web pages may talk to the gateway. */
export type OriginPolicy = (question: OriginQuestion) => boolean;

/**
 * Admits the origins of the list (exactly as browsers write them: scheme, host, and port where it is not the default), pages
 * that the gateway itself serves, and clients that name no origin because they are no browser. The origin `null`, which any
 * sandboxed page can have, is refused whatever the list says. `*` in the list admits every other origin.
 */
export function createOriginPolicy(allowedOrigins: readonly string[]): OriginPolicy {
  const allowed = new Set(allowedOrigins.map((origin) => origin.toLowerCase()));
  return ({ origin, host }) => {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    if (allowed.has('*') || allowed.has(origin.toLowerCase())) return true;
    // Only the host is compared: behind a proxy that ends TLS the gateway does not know the scheme.
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  };
}
