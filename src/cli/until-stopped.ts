/**
 * Resolves when the process is asked to stop (SIGINT, SIGTERM). Asked a second time it stops at once, as whoever presses Ctrl-C twice
 * means it.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    // A timer holds the process while nothing else does.
    const hold = setInterval(() => {}, 2 ** 30);
    const stop = () => {
      clearInterval(hold);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
