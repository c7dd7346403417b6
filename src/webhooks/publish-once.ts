import type { GatewayEvent } from '../conversation-event.ts';
import { type Deduplicator, onceOnlyKey } from './deduplicator.ts';

/**
 * Publishes what the answer to a write of our own says, unless its webhook came first; a webhook that comes later is recognised as
 * a repetition. Events that can happen more than once are published each time.
 */
export function createPublishOnce(options: {
  readonly deduplicator: Pick<Deduplicator, 'isFirst'>;
  readonly publish: (event: GatewayEvent) => void;
}): (event: GatewayEvent) => Promise<void> {
  const { deduplicator, publish } = options;
  return async (event) => {
    const key = onceOnlyKey(event);
    if (key === null || (await deduplicator.isFirst(key))) publish(event);
  };
}
