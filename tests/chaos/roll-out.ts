import type { Cluster } from './cluster.ts';
import { pause } from './pause.ts';

/** From the moment a balancer leads nobody to a gateway any more until it is asked to stop, in milliseconds. */
const noticeMs = 1_000;
/** How long a gateway may take to get ready, in milliseconds. */
const readyWithinMs = 60_000;

/**
 * Has one gateway after the other become `program`, as a rollout behind a balancer does: out of service, SIGTERM, the new version, and back
 * into service as soon as it says that it is ready. They are spread evenly over the duration.
 */
export async function rollOut(
  cluster: Cluster,
  options: {
    readonly program: string;
    readonly durationMs: number;
    /** Milliseconds since the start of the run. */
    readonly now: () => number;
    readonly log: (line: string) => void;
  },
): Promise<void> {
  const { program, durationMs, now, log } = options;
  const { gateways } = cluster;
  const tell = (line: string) => log(`${(now() / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  for (const [ordinal, gateway] of gateways.entries()) {
    await pause(Math.max(0, ((ordinal + 1) / (gateways.length + 1)) * durationMs - now()));
    tell(`${gateway.name} leaves the service and stops`);
    cluster.setInService(gateway, false);
    await pause(noticeMs);
    await gateway.terminate();
    gateway.setProgram(program);
    gateway.start();
    const giveUpAtMs = performance.now() + readyWithinMs;
    while (!(await gateway.isReady()) && performance.now() < giveUpAtMs) await pause(100);
    cluster.setInService(gateway, true);
    tell(`${gateway.name} is back as the other version`);
  }
}
