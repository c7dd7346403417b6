import { signToken } from './gateway.ts';

/** Reads one number of what a gateway counts, by its name without the prefix and with its labels as they are printed; 0 where there is none. */
export async function readMetric(origin: string, series: string): Promise<number> {
  const text = await readMetrics(origin);
  const line = text.split('\n').find((each) => each.startsWith(`twilio_conversations_graphql_${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Everything that a gateway counts, as a scrape with a token of service scope sees it. */
export async function readMetrics(origin: string): Promise<string> {
  const authorization = `Bearer ${await signToken(null, { isService: true })}`;
  const response = await fetch(`${origin}/metrics`, { headers: { authorization } });
  if (!response.ok) throw new Error(`The metrics were refused: ${await response.text()}`);
  return response.text();
}
