/** Names one message to be. */
export interface SendKey {
  readonly conversationSid: string;
  /** Who the message is from: ids of different authors have nothing to do with one another. */
  readonly author: string;
  readonly clientMessageId: string;
}

/** Attempts of which nobody knows whether they landed. Ages and not times, so that the clocks of two machines do not have to agree. */
export interface SendDoubt {
  /** Milliseconds since the first such attempt began: older messages need not be looked through. */
  readonly firstAttemptAgoMs: number;
  /** Milliseconds since the last such attempt ended. */
  readonly lastAttemptAgoMs: number;
}

/** What a claim meets. */
export type SendClaim =
  /** It is the claimant's to send. With a doubt, whoever claimed it before may have sent it: look before sending. */
  | {
      readonly kind: 'claimed';
      readonly token: string;
      readonly doubt: SendDoubt | null;
      /** Aborts when the ledger may have forgotten the claim: somebody else may have it, so nothing more is to be attempted on it. */
      readonly forgotten: AbortSignal;
    }
  /** Somebody else holds it now. */
  | { readonly kind: 'pending' }
  /** It was sent. */
  | { readonly kind: 'sent'; readonly messageSid: string; readonly sentAgoMs: number };

/** What became of a claim. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageSid: string }
  /** It may have landed. The next claimant is told of the doubt. */
  | ({ readonly kind: 'unknown' } & SendDoubt)
  /** It certainly did not land. The next claimant starts afresh. */
  | { readonly kind: 'released' };

/**
 * Remembers for {@link sendLedgerTtlMs} what became of each clientMessageId, over all instances that share it. Twilio has no
 * idempotency key for messages: this is ours.
 *
 * Every call ends within a bound of its own, and rejects when the ledger cannot be read or written; nobody may send on a rejected
 * claim.
 */
export interface SendLedger {
  /**
   * Takes the key if nobody holds it, in one atomic step and without waiting for the holder. A holder that does not settle within
   * {@link sendLeaseMs} is taken for dead; its claim then counts as an attempt of unknown outcome that ended when the lease did.
   */
  claim(key: SendKey): Promise<SendClaim>;
  /** Resolves when the holder has settled or its lease is over, so that a claim is worth trying again, or after `timeoutMs`. Never rejects. */
  waitForOutcome(key: SendKey, options: { readonly timeoutMs: number }): Promise<void>;
  /**
   * Ends a claim. `sent` is a fact and is kept whoever holds the claim by now; the others do nothing unless `token` still holds it.
   */
  settle(key: SendKey, claim: { readonly token: string; readonly outcome: SendOutcome }): Promise<void>;
}

/** How long an outcome is remembered, in milliseconds: a day. */
export const sendLedgerTtlMs = 24 * 3_600_000;

/**
 * How long a claim is held at most, in milliseconds: longer than a send may take (30 s) and an attempt may be on its way after that
 * (8 s).
 */
export const sendLeaseMs = 45_000;
