/** Loaded before the peer: tells its parent, whenever it asks, how much CPU the process has used, in milliseconds. */
process.on('message', (message) => {
  if (message !== 'cpuMs') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000 });
});
