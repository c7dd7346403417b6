/** Tells one piece of work that nobody wants it any more. An AbortSignal for each call would cost as much as the limiter. */
export interface Cancellation {
  /** Why; undefined while the work is wanted. */
  readonly reason: { readonly cause: unknown } | undefined;
  /** Calls the one listener, at once where it is cancelled already. A later listener takes the place of an earlier one. */
  onCancel(listener: () => void): void;
}

/** A cancellation in the hand of whoever may cancel. */
export interface OwnedCancellation extends Cancellation {
  cancel(cause: unknown): void;
  /** Leaves the caller's signal; to be called when the work is over. */
  release(): void;
}

/** Cancels with the caller's signal too, and with its reason. */
export function createCancellation(caller?: AbortSignal): OwnedCancellation {
  let reason: Cancellation['reason'];
  let listener: (() => void) | undefined;
  const cancel = (cause: unknown) => {
    if (reason !== undefined) return;
    reason = { cause };
    listener?.();
  };
  const onAbort = () => cancel(caller?.reason);
  if (caller?.aborted) onAbort();
  else caller?.addEventListener('abort', onAbort, { once: true });
  return {
    get reason() {
      return reason;
    },
    onCancel(next) {
      listener = next;
      if (reason !== undefined) next();
    },
    cancel,
    release() {
      listener = undefined;
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
