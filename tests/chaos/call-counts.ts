import { pause as pauseFor } from './pause.ts';

/** What gateways asked Twilio for, over all their processes. */
export interface CallCounts {
  /** Requests to Twilio by who waited for them. */
  readonly byPriority: ReadonlyMap<string, number>;
  /** Reads of the newest messages of live conversations by why they were made; one is one request or several. */
  readonly readsByReason: ReadonlyMap<string, number>;
}

/** A gateway whose processes may come and go. */
export interface CountingGateway {
  /** Names the process of now; undefined before the first. */
  pid(): number | undefined;
  /** What it counts, in the text format of Prometheus; null where it does not answer. */
  metrics(): Promise<string | null>;
}

/** A process counts from nothing: what it had counted is remembered this often, in milliseconds. */
const lookEveryMs = 2_000;

/** Reads what all gateways count from now until the signal aborts; of a process that is killed what it had counted shortly before. */
export async function countCalls(
  gateways: readonly CountingGateway[],
  options: {
    readonly signal: AbortSignal;
    /** Waits between two looks. */
    readonly pause?: typeof pauseFor;
  },
): Promise<CallCounts> {
  const { signal, pause = pauseFor } = options;
  const firstByPid = new Map<number, string>();
  const lastByPid = new Map<number, string>();
  const look = async (gateway: CountingGateway, isFirst: boolean) => {
    const pid = gateway.pid();
    const text = await gateway.metrics();
    // Another process may have answered than the one that was asked.
    if (pid === undefined || text === null || gateway.pid() !== pid) return;
    if (isFirst) firstByPid.set(pid, text);
    lastByPid.set(pid, text);
  };

  await Promise.all(gateways.map((gateway) => look(gateway, true)));
  while (!signal.aborted) {
    await pause(lookEveryMs, signal);
    await Promise.all(gateways.map((gateway) => look(gateway, false)));
  }
  return addUp([...lastByPid].map(([pid, last]) => ({ first: firstByPid.get(pid) ?? '', last })));
}

/** Adds up what processes counted between a first and a last look, in the text format of Prometheus. */
export function addUp(looks: readonly { readonly first: string; readonly last: string }[]): CallCounts {
  const byPriority = new Map<string, number>();
  const readsByReason = new Map<string, number>();
  for (const { first, last } of looks) {
    for (const [text, sign] of [
      [first, -1],
      [last, 1],
    ] as const) {
      add(byPriority, { text, sign, series: 'upstream_calls_total', label: 'priority' });
      add(readsByReason, { text, sign, series: 'timeline_reads_total', label: 'reason' });
    }
  }
  return { byPriority, readsByReason };
}

function add(
  sums: Map<string, number>,
  counted: {
    readonly text: string;
    readonly sign: 1 | -1;
    readonly series: string;
    readonly label: string;
  },
): void {
  const { text, sign, series, label } = counted;
  const lines = new RegExp(
    `^twilio_conversations_graphql_${series}\\{(?:.*,)?${label}="(\\w+)".*\\} (\\d+)$`,
    'gm',
  );
  for (const [, name = '', value] of text.matchAll(lines))
    sums.set(name, (sums.get(name) ?? 0) + sign * Number(value));
}
