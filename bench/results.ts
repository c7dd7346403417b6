/** Keeps what benchmarks measured in `bench/results.md`, so that it stands in the repository beside the code it is about. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** One measured figure. */
export interface ResultRow {
  /** What was asked, such as `CPU per delivery, 1,000 sockets, against one prepared frame`. */
  readonly question: string;
  /** What it should be, such as `≤ 1.25 ×`; empty where nothing is asked of it. */
  readonly target: string;
  /** What it was: a median, with its unit. */
  readonly measured: string;
  /** Its quartiles, and of how many repeats. */
  readonly spread: string;
  /** Measures it again. */
  readonly command: string;
}

const file = new URL('results.md', import.meta.url);

const heading = `# What was measured

Written by the benchmarks (\`npm run bench\`, and one script each): ratios of interleaved runs, their medians, and in brackets the quartiles
between which half of the repeats lie. A section is replaced when its benchmark runs again.
`;

/** Replaces a section of the results, and prints its rows as one line of JSON for programs. */
export function writeResults(section: string, rows: readonly ResultRow[]): void {
  const sections = readSections();
  sections.set(section, render(rows));
  const bodies = [...sections].map(([name, body]) => `## ${name}\n\n${body}\n`);
  writeFileSync(file, [heading, ...bodies].join('\n'));
  console.log(JSON.stringify({ section, rows }));
}

/** What `measured` and `spread` say of a ratio. */
export function ratioOf(ratio: {
  readonly values: readonly number[];
  readonly median: number;
  readonly spread: { readonly low: number; readonly high: number };
}): Pick<ResultRow, 'measured' | 'spread'> {
  const { values, median, spread } = ratio;
  return {
    measured: `${median.toFixed(2)} ×`,
    spread: `${spread.low.toFixed(2)} to ${spread.high.toFixed(2)}, ${values.length} repeats`,
  };
}

function readSections(): Map<string, string> {
  if (!existsSync(file)) return new Map();
  const [, ...parts] = readFileSync(file, 'utf8').split(/^## /m);
  return new Map(
    parts.map((part): [string, string] => {
      const [name = '', ...body] = part.split('\n');
      return [name, body.join('\n').trim()];
    }),
  );
}

function render(rows: readonly ResultRow[]): string {
  const lines = rows.map(
    ({ question, target, measured, spread, command }) =>
      `| ${[question, target, measured, spread, `\`${command}\``].join(' | ')} |`,
  );
  return [
    `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores.`,
    '',
    '| question | target | measured | quartiles | command |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
