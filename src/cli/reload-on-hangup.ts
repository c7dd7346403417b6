import type { GatewayOptions } from '../config/options.ts';
import { GatewayError } from '../errors.ts';
import type { Gateway } from '../gateway-surface.ts';

/**
 * Has a gateway take over its configuration anew whenever the process gets SIGHUP. What is not usable is told and changes nothing.
 * @returns what ends it
 */
export function reloadOnHangup(gateway: Pick<Gateway, 'reload'>, load: () => GatewayOptions): () => void {
  const reload = () => {
    try {
      gateway.reload(load());
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      console.error(`${error.message}\nNothing was reloaded: the gateway goes on with what it has.`);
    }
  };
  process.on('SIGHUP', reload);
  return () => void process.off('SIGHUP', reload);
}
