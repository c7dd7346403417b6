import type { StreamLog } from './stream-log.ts';
import { type Violation, violationKinds } from './checker.ts';

/** Offending log lines that are printed in full; beyond it only the table tells of them. */
const violationsShownMax = 20;

/** The table of violations by kind, and by the subscription that clients heard of them. */
export function formatTable(violations: readonly Violation[]): string {
  const sources: readonly (StreamLog['source'] | null)[] = ['conversation', 'inbox', null];
  const header = ['', 'conversationEvents', 'inboxEvents', 'sending'];
  const rows = violationKinds.map((kind) => [
    kind,
    ...sources.map((source) =>
      String(violations.filter((violation) => violation.kind === kind && violation.source === source).length),
    ),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  '),
    )
    .join('\n');
}

/** The first violations with the lines of the log around them, a few of each kind. */
export function formatViolations(violations: readonly Violation[]): string {
  const shown = violationKinds
    .flatMap((kind) => violations.filter((violation) => violation.kind === kind).slice(0, 4))
    .slice(0, violationsShownMax);
  return shown
    .map(({ kind, sentence, lines }) =>
      [`${kind}: ${sentence}`, ...lines.map((line) => `    ${line}`)].join('\n'),
    )
    .join('\n\n');
}

/** The given quantile of numbers; null for none. */
export function quantile(numbers: readonly number[], share: number): number | null {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}
