import type { EventBus } from '../events/event-bus.ts';
import type { HttpHandler } from '../http-message.ts';

/**
 * Has a request answered only after this instance has heard all that any instance was told before the request came: so nobody who was
 * told something by one gateway is shown by another what was before. Where that cannot be found out, what is kept is not used.
 */
export function withAssurance(handler: HttpHandler, bus: Pick<EventBus, 'assure'>): HttpHandler {
  return async (request) => {
    await bus.assure();
    return handler(request);
  };
}
