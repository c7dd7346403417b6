import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { readTable } from './markdown-table.ts';
import { readRepositoryFile } from './repository-file.ts';

const document = readRepositoryFile('docs/metrics.md');
const prefix = 'twilio_conversations_graphql_';

describe('docs/metrics.md', () => {
  test('lists every metric with its kind, labels and meaning, and none that does not exist', () => {
    const documented = readTable(document, ['Metric', 'Kind', 'Labels', 'What it counts']);
    const existing = createMetrics()
      .descriptions()
      .map(({ name, type, labels, help }) => [
        `\`${name.slice(prefix.length)}\``,
        type,
        labels.map((label) => `\`${label}\``).join(', ') || '–',
        help,
      ]);

    expect(documented).toEqual(existing);
  });

  test('describes what a scrape shows', async () => {
    const metrics = createMetrics();
    const scraped = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);

    expect(scraped).toEqual(metrics.descriptions().map(({ name, type }) => [name, type]));
  });

  test('names no label that could hold a sid, an identity or a path', () => {
    const labels = new Set(
      createMetrics()
        .descriptions()
        .flatMap((metric) => metric.labels),
    );

    expect([...labels].toSorted()).toEqual([
      'answer',
      'code',
      'kind',
      'outcome',
      'priority',
      'quantile',
      'queue',
      'reason',
      'route',
      'status',
      'transport',
    ]);
  });
});
