import type { ServiceRecord } from './records.ts';
import type { Form, JsonObject } from './wire.ts';
import type { PreEvent } from './webhook-events.ts';
import type { World } from './world.ts';

/** Who caused a write: a REST caller, a client SDK in somebody's name, or a phone. */
export interface WriteOrigin {
  readonly source: 'API' | 'SDK' | 'SMS';
  /** Whose client it was; null over REST and by phone. */
  readonly clientIdentity: string | null;
  /** Whether webhooks hear of it: over REST only with `X-Twilio-Webhook-Enabled: true`. */
  readonly isAnnounced: boolean;
}

/** A request to one resource, past authentication and routing. */
export interface ResourceRequest {
  /** As it came but without `/v1` and the query: what error messages name. */
  readonly path: string;
  /** Start of every URL in the answer, in the path family of the request: origin, `/v1`, and the service if it was named. */
  readonly base: string;
  /** Origin and `/v1`. */
  readonly root: string;
  readonly accountSid: string;
  /** The service the path names, else the account's default. */
  readonly service: ServiceRecord;
  /** Whether the path named the service; then some resources show `chat_service_sid`. */
  readonly isServiceScoped: boolean;
  /** Decoded values of the path's placeholders. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Form;
  readonly form: Form;
  readonly origin: WriteOrigin;
  /** Reads answer the state of this moment; undefined for the present. */
  readonly readAt: number | undefined;
  /** Whether a message created by this request skips an index. */
  readonly skipsIndex: boolean;
}

/** Status and body of an answer; a null body is none at all. */
export interface ResourceAnswer {
  readonly status: number;
  readonly body: JsonObject | null;
}

/**
 * A write that has passed its checks and waits for the pre-action webhook's consent. It is planned anew, and so checked anew,
 * when that webhook took its time or changed parameters.
 */
export interface WritePlan {
  /** What the pre-action webhook is asked; null where none exists for this write. */
  readonly before: (() => PreEvent) | null;
  commit(): ResourceAnswer;
}

/** Answers a request, or plans a write. Throws `TwilioError` to refuse. */
export type ResourceHandler = (request: ResourceRequest, world: World) => ResourceAnswer | WritePlan;

/** A path below `/v1` (and below `/v1/Services/{sid}`, unless `family` says otherwise) with its methods. */
export interface Route {
  /** Segments; those in braces are placeholders. */
  readonly pattern: string;
  /** @default 'both' */
  readonly family?: 'both' | 'account' | 'service';
  readonly GET?: ResourceHandler;
  readonly POST?: ResourceHandler;
  readonly DELETE?: ResourceHandler;
}

/** The value of a placeholder. */
export function param(request: ResourceRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`the route has no placeholder ${name}`);
  return value;
}
