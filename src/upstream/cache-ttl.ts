/** How old each kind of answer may become, in milliseconds, where the word of a change is lost. */
export interface CacheTtlMs {
  readonly conversation: number;
  readonly messages: number;
  readonly participants: number;
  /** Memberships and what goes with them: unread counts, notification levels. Of the levels no webhook tells. */
  readonly memberships: number;
  readonly user: number;
  /** Roles and the service's configuration, of which no webhook tells. */
  readonly configuration: number;
}

/** The times that a gateway has. */
export const cacheTtlMs: CacheTtlMs = {
  conversation: 60_000,
  messages: 60_000,
  participants: 60_000,
  memberships: 60_000,
  user: 60_000,
  configuration: 300_000,
};
