/** Reads one number of what a gateway counts, by its name without the prefix and with its labels as they are printed; 0 where there is none. */
export async function readMetric(origin: string, series: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`twilio_conversations_graphql_${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}
