import { once } from 'node:events';
import type { HttpAnswer, HttpHandler } from '../../../src/http-message.ts';
import { deferred } from './loopback.ts';

export const hello: HttpAnswer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' };
export const sayHello: HttpHandler = async () => hello;

/** A handler that waits for its signal, then answers or gives up with its reason. */
export function waitingHandler(options: { readonly givesUp: boolean }) {
  const started = deferred<AbortSignal>();
  const aborted = deferred<unknown>();
  const handler: HttpHandler = async ({ signal }) => {
    started.resolve(signal);
    await once(signal, 'abort');
    aborted.resolve(signal.reason);
    if (options.givesUp) throw signal.reason;
    return hello;
  };
  return { handler, started: started.promise, aborted: aborted.promise };
}
