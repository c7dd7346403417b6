import { useCallback, useEffect, useEffectEvent, useState } from 'react';

const againAfterMs = 5_000;

/** Options of {@link useEventsCursor}. */
export interface EventsCursorOptions {
  /** The cursor of the server's first answer; null until it has come. */
  readonly answered: string | null;
  /** Reads again what is shown, and gives the cursor of that answer; null when none came. */
  readonly load: () => Promise<string | null>;
}

/** Where a stream of events takes over from an answer. */
export interface EventsCursor {
  /** Null while an answer is awaited: no stream may run then, or its events could be overwritten by an older answer. */
  readonly after: string | null;
  /** Reads again, until an answer comes. */
  reload(): void;
}

/** Keeps answers and events in order: events start where an answer stands, and stop before the next one is asked for. */
export function useEventsCursor({ answered, load }: EventsCursorOptions): EventsCursor {
  const [after, setAfter] = useState<string | null>(null);
  const [reloads, setReloads] = useState(0);
  if (reloads === 0 && after === null && answered !== null) setAfter(answered);

  const loadNow = useEffectEvent(load);
  useEffect(() => {
    if (reloads === 0) return undefined;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void loadNow().then((cursor) => {
      if (!isCurrent) return;
      if (cursor !== null) setAfter(cursor);
      else timer = setTimeout(() => setReloads((count) => count + 1), againAfterMs);
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [reloads]);

  const reload = useCallback(() => {
    setAfter(null);
    setReloads((count) => count + 1);
  }, []);
  return { after, reload };
}
