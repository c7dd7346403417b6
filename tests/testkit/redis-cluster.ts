import { findFreePort } from './free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A cluster of a test's own. */
export interface RedisCluster {
  /** Leads to one of the servers. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** As of a server; outside of a test the caller has to. */
  close(): Promise<void>;
}

const slots = 16_384;

/** Starts a cluster of three servers without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const busPorts = [await findFreePort(), await findFreePort(), await findFreePort()];
  const servers: RedisServer[] = [];
  for (const busPort of busPorts) {
    const settings = {
      'cluster-enabled': 'yes',
      'cluster-port': String(busPort),
      'cluster-node-timeout': '2000',
    };
    servers.push(await startRedisServer({ settings }));
  }
  const [first] = servers;
  if (!first) throw new Error('No server was started.');
  const share = Math.ceil(slots / servers.length);
  for (const [place, server] of servers.entries()) {
    const last = Math.min(slots, (place + 1) * share) - 1;
    await server.command('CLUSTER', 'ADDSLOTSRANGE', String(place * share), String(last));
    await first.command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPorts[place]));
  }
  await Promise.all(servers.map((server) => waitUntilWhole(server, servers.length)));
  return {
    url: first.url,
    servers,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

async function waitUntilWhole(server: RedisServer, size: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const info = String(await server.command('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)) return;
    if (performance.now() > deadline) throw new Error(`The cluster did not come about: ${info}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
