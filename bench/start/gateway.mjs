/** Starts the gateway as it is shipped, tells where it listens, and when it is asked what memory it has. */
import { createGateway } from '../../dist/index.js';

const { twilio, tokenSecret } = JSON.parse(process.argv[2]);
const gateway = createGateway({
  port: 0,
  host: '127.0.0.1',
  publicUrl: 'https://chat.example.com',
  twilio,
  auth: { key: { secret: tokenSecret } },
  logLevel: 'silent',
});
const { port } = await gateway.start();
process.on('message', () => process.send({ megabytes: process.memoryUsage.rss() / 2 ** 20 }));
process.send({ port });
