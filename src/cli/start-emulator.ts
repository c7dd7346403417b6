import type { Emulator } from '../emulator/index.ts';
import { explainListenError } from '../transport/listen.ts';

/**
 * Starts the emulator at the port that it was made for.
 * @throws GatewayError `CONFIGURATION_INVALID` with what to do, when the port is taken or forbidden.
 */
export async function startEmulator(
  emulator: Emulator,
  { port }: { readonly port: number },
): ReturnType<Emulator['start']> {
  try {
    return await emulator.start();
  } catch (error) {
    throw error instanceof Error ? explainListenError(error, { port, portVariable: 'EMULATOR_PORT' }) : error;
  }
}
