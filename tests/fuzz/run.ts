import { parseArgs } from 'node:util';
import { doors } from './doors.ts';
import { fuzz, type FuzzReport } from './fuzz.ts';

const usage = `Puts inputs of all kinds through every door of a gateway.
  --inputs <count>   for each door; default 100000
  --seed <seed>      of the first input; default 1
  --door <name>      one door alone: ${doors.map(({ name }) => name).join(', ')}`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      door: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const chosen = doors.filter(({ name }) => values.door === undefined || name === values.door);
  if (values.help || chosen.length === 0) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  let violations = 0;
  for (const door of chosen) {
    const startedAt = performance.now();
    const report = await fuzz(door, {
      inputs: Number(values.inputs),
      seed: Number(values.seed),
      onProgress: (through) => process.stderr.write(`${door.name}: ${through}\n`),
    });
    console.log(describeReport(report, performance.now() - startedAt));
    for (const violation of report.violations) console.log(`  ${violation}`);
    violations += report.violations.length;
  }
  return violations === 0 ? 0 : 1;
}

function describeReport(
  { door, inputs, outcomes, violations, heapGrowthBytes }: FuzzReport,
  tookMs: number,
): string {
  const became = [...outcomes].map(([outcome, amount]) => `${outcome} ${amount}`).join(', ');
  const growth = `heap ${(heapGrowthBytes / 1_048_576).toFixed(1)} MiB`;
  return `${door}: ${inputs} inputs, ${violations.length} violations, ${growth}, ${Math.round(tookMs / 1_000)} s (${became})`;
}

process.exitCode = await main();
