/** What `npm start` runs: builds what is not built, then the gateway over the emulator. */
import { build } from './build-targets.mjs';

stopWithNpm();
if (await build({ onlyIfNeeded: true })) {
  process.argv.splice(2, 0, 'serve', '--emulator');
  await import('../dist/main.js');
} else {
  process.exit(1);
}

/** Between npm and this process stands a shell, which ends at npm's SIGTERM and tells nobody: the ports would stay taken. */
function stopWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
