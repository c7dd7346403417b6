/** Loaded into a server's process by `--import`: tells the process that started it what the server has used so far. */
process.on('message', (question) => {
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
