import { expect, it } from 'vitest';
import { clocksDifferMs, unheardMs } from '../../../src/events/timeline-rules.ts';
import { cacheTtlMs } from '../../../src/upstream/cache-ttl.ts';

it('what is kept of messages is never shown for longer than timelines expect', () => {
  expect(unheardMs).toBe(cacheTtlMs.messages + clocksDifferMs);
});
