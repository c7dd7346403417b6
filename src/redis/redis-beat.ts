import type { Clock } from '../clock.ts';

/** Options of {@link createBeat}. */
export interface BeatOptions {
  readonly clock: Clock;
  /** From one beat to the next, in milliseconds. */
  readonly beatMs: number;
  /** Not heard for this long, in milliseconds, is silence. */
  readonly silenceMaxMs: number;
  /** Sends a beat that should be heard soon. May reject: that is no news, being heard is. */
  readonly send: () => Promise<void>;
  readonly onSilence: () => void;
}

/** Sends beats and waits to hear them, to find a connection dead that nothing closed. */
export interface Beat {
  start(): void;
  /** One was heard. @returns when it was sent, or an earlier time where that is not certain */
  heard(): number;
  /** Sends one at once, unless one is under way. */
  tryNow(): void;
  stop(): void;
}

/** A beat that stands still until it is started. */
export function createBeat(options: BeatOptions): Beat {
  const { clock, beatMs, silenceMaxMs, send, onSilence } = options;
  let cancelNext: (() => void) | undefined;
  let heardAt = 0;
  /** When the oldest was sent that may not have been heard. */
  let unheardSince: number | null = null;
  let isSending = false;

  const sendOne = async () => {
    if (isSending) return;
    isSending = true;
    unheardSince ??= clock.now();
    await send().catch(() => undefined);
    isSending = false;
  };
  const next = () => {
    cancelNext = clock.setTimer(() => {
      if (clock.now() - heardAt > silenceMaxMs) {
        onSilence();
        return;
      }
      void sendOne();
      next();
    }, beatMs);
  };

  return {
    start() {
      cancelNext?.();
      heardAt = clock.now();
      unheardSince = null;
      next();
    },
    heard() {
      const sentAt = unheardSince ?? heardAt;
      heardAt = clock.now();
      unheardSince = null;
      return sentAt;
    },
    tryNow: () => void sendOne(),
    stop() {
      cancelNext?.();
      cancelNext = undefined;
    },
  };
}
