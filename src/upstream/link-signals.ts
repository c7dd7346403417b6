/** A signal of one's own that others can abort too. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Takes the listeners off the other signals; to be called when the work is over. */
  release(): void;
}

/** A signal that aborts with the first of `others`, and with its reason. */
export function linkSignals(others: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const links = others
    .filter((other) => other !== undefined)
    .map((other) => ({ other, onAbort: () => controller.abort(other.reason) }));
  for (const { other, onAbort } of links) {
    if (other.aborted) onAbort();
    else other.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      for (const { other, onAbort } of links) other.removeEventListener('abort', onAbort);
    },
  };
}
