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
  heard(): void;
  /** Sends one at once, unless one is under way. */
  tryNow(): void;
  stop(): void;
}

/** A beat that stands still until it is started. */
export function createBeat(options: BeatOptions): Beat {
  const { clock, beatMs, silenceMaxMs, send, onSilence } = options;
  let cancelNext: (() => void) | undefined;
  let heardAt = 0;
  let isSending = false;

  const sendOne = async () => {
    if (isSending) return;
    isSending = true;
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
      next();
    },
    heard() {
      heardAt = clock.now();
    },
    tryNow: () => void sendOne(),
    stop() {
      cancelNext?.();
      cancelNext = undefined;
    },
  };
}
