import { expect, it } from 'vitest';
import { createJournal } from '../../../src/emulator/journal.ts';

it('keeps the latest 10,000 requests, oldest first', () => {
  const journal = createJournal();

  for (let at = 0; at < 10_003; at += 1) journal.add({ method: 'GET', path: `/${at}`, status: 200 });

  const entries = journal.entries();
  expect(entries).toHaveLength(10_000);
  expect(entries[0]?.path).toBe('/3');
  expect(entries.at(-1)?.path).toBe('/10002');
});
