import type { GatewayEvent } from '../conversation-event.ts';
import { type EventTrail, trailNameOf } from '../events/event-trail.ts';
import type { Tracer } from '../tracing.ts';

/** Publishes what a webhook tells, and ties its step to the write that it repeats. */
export function createTracedPublish(options: {
  readonly publish: (event: GatewayEvent) => void;
  readonly trail: Pick<EventTrail, 'find'>;
  readonly tracer: Tracer;
}): (event: GatewayEvent) => void {
  const { publish, trail, tracer } = options;
  return (event) => {
    if (!tracer.hasListener()) return publish(event);
    const step = tracer.active();
    step.set({ 'webhook.event': event.kind });
    step.link(trail.find(trailNameOf(event))?.traceparent);
    publish(event);
  };
}
