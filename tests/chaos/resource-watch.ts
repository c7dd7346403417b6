import type { GatewayInstance } from './gateway-instance.ts';
import { pause } from './pause.ts';
import { type ResourceSample, sampleResources } from './resource-samples.ts';

/** What each gateway process held over its life. */
export interface ResourceWatch {
  /** One row for each process that ever ran. */
  processes(): readonly {
    readonly name: string;
    readonly pid: number;
    readonly samples: readonly ResourceSample[];
  }[];
}

const sampleEveryMs = 10_000;

/** Looks at all gateways every ten seconds until the signal aborts. */
export function watchResources({
  gateways,
  signal,
}: {
  readonly gateways: readonly GatewayInstance[];
  readonly signal: AbortSignal;
}): ResourceWatch {
  const byPid = new Map<
    number,
    { name: string; pid: number; startedAtMs: number; samples: ResourceSample[] }
  >();

  const look = async (gateway: GatewayInstance): Promise<void> => {
    const process = gateway.process();
    if (!process?.isRunning) return;
    const { pid } = process;
    const row = byPid.get(pid) ?? { name: gateway.name, pid, startedAtMs: performance.now(), samples: [] };
    byPid.set(pid, row);
    const sample = await sampleResources(pid, (performance.now() - row.startedAtMs) / 60_000);
    if (sample) row.samples.push(sample);
  };
  void (async () => {
    while (!signal.aborted) {
      await Promise.all(gateways.map(look));
      await pause(sampleEveryMs, signal);
    }
  })();

  return { processes: () => [...byPid.values()] };
}
