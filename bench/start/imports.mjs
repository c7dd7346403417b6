/** Imports what every server over Twilio with subscriptions has to import, and does nothing with it. */
await import('@apollo/server');
await import('graphql-ws');
await import('twilio');
process.on('message', () => process.send({ megabytes: process.memoryUsage.rss() / 2 ** 20 }));
process.send({ port: null });
