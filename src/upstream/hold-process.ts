let holders = 0;
let timer: NodeJS.Timeout | undefined;

/** Longer than any call; the timer only has to exist. */
const idleMs = 60_000;

/**
 * Keeps the process alive until what it returns is called. The clock's timers do not, and while a call waits for its turn or
 * for its next attempt there may be nothing else: a short script would end in the middle of it.
 */
export function holdProcess(): () => void {
  holders += 1;
  timer ??= setInterval(() => {}, idleMs);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    holders -= 1;
    if (holders > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
