/** Loaded into a server's process by `--import`: tells the process that started it what the server has used so far. */
import { sampleSelfTime } from '../self-time.mjs';

/** @type {Awaited<ReturnType<typeof sampleSelfTime>> | undefined} */
let endSampling;
process.on('message', (question) => {
  if (question === 'sample') {
    void sampleSelfTime().then((end) => {
      endSampling = end;
      process.send?.('sampling');
    });
  }
  if (question === 'sampled') void endSampling?.().then((selfTime) => process.send?.(selfTime));
  if (question === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system });
  }
  if (question === 'memory') {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ heapBytes: heapUsed + external, rss });
  }
});
// The server ends by its own rules, not by this channel.
process.channel?.unref();
