/** A gateway as a process of its own; each start is a new one, which has learnt nothing and kept nothing. */
import { createGateway, type Gateway } from '../src/gateway.ts';
import { silentLog } from '../src/log.ts';
import { cpuMs, serveParent } from './child-process.ts';

/** The secret with which the benchmarks sign tokens. */
export const tokenSecret = 'the secret with which the benchmarks sign their tokens';

let gateway: Gateway | undefined;

/** What the process is steered with. */
export const gatewayActions = {
  async start(twilio: {
    readonly accountSid: string;
    readonly authToken: string;
    readonly baseUrl: string;
    readonly chatServiceSid: string;
  }) {
    await gateway?.stop();
    gateway = createGateway(
      {
        port: 0,
        host: '127.0.0.1',
        publicUrl: 'http://127.0.0.1',
        twilio,
        auth: { key: { secret: tokenSecret } },
      },
      { log: silentLog },
    );
    const { port } = await gateway.start();
    return port;
  },
  /** Milliseconds of CPU since the process began. */
  cpuMs: () => cpuMs(),
  stop: () => gateway?.stop(),
};

serveParent(gatewayActions);
