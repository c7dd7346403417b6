/** Writes down what this version of the gateway writes into Redis: `npm run -s compatibility:record > tests/redis/fixtures/<version>.json`. */
import { startRedisServer } from '../../testkit/redis-server.ts';
import { recordWrites } from './record-writes.ts';

const server = await startRedisServer();
try {
  console.log(JSON.stringify(await recordWrites(server.url), null, 1));
} finally {
  await server.close();
}
process.exit(0);
