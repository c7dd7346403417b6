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
  return new CallerCancellation(caller);
}

/** One lives for every call under way. */
class CallerCancellation implements OwnedCancellation {
  reason: { readonly cause: unknown } | undefined;
  readonly #caller: AbortSignal | undefined;
  #listener: (() => void) | undefined;
  #onAbort: (() => void) | undefined;

  constructor(caller: AbortSignal | undefined) {
    this.#caller = caller;
    if (caller === undefined) return;
    this.#onAbort = () => this.cancel(caller.reason);
    if (caller.aborted) this.#onAbort();
    else caller.addEventListener('abort', this.#onAbort, { once: true });
  }

  onCancel(listener: () => void): void {
    this.#listener = listener;
    if (this.reason !== undefined) listener();
  }

  cancel(cause: unknown): void {
    if (this.reason !== undefined) return;
    this.reason = { cause };
    this.#listener?.();
  }

  release(): void {
    this.#listener = undefined;
    if (this.#onAbort !== undefined) this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}
