import { type Clock, systemClock } from '../clock.ts';
import { readMessagingEnvironment } from '../config/credentials.ts';
import type { Emulator } from '../emulator/index.ts';
import { GatewayError } from '../errors.ts';
import { createCancellation } from '../upstream/cancellation.ts';
import { createHttpTransport } from '../upstream/http-transport.ts';
import { connectTwilio } from './connect-twilio.ts';
import { type MessagingConnection, MessagingOverTwilio } from './messaging-over-twilio.ts';
import type { MessagingOptions } from './messaging-options.ts';

/** Options of {@link ServiceMock}. */
export interface ServiceMockOptions extends MessagingOptions {
  /** Where an emulator already runs. @default MESSAGING_MOCK_URL, else one is started in this process, on a free port */
  readonly url?: string;
}

/**
 * The messaging service over the emulator in Twilio's place: the same client, the same wire, no account. An emulator in the
 * process keeps its conversations over `shutDown` and `startUp`, for as long as the service object lives.
 */
export class ServiceMock extends MessagingOverTwilio {
  /** @throws GatewayError CONFIGURATION_INVALID when the URL is no http or https URL. */
  constructor(options: ServiceMockOptions = {}) {
    const { clock = systemClock } = options;
    const url = options.url ?? readMessagingEnvironment().mockUrl;
    if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
      throw new GatewayError(
        'CONFIGURATION_INVALID',
        'The URL of the emulator (MESSAGING_MOCK_URL) has to be an http or https URL.',
      );
    super({
      connect:
        url === undefined
          ? connectToOwnEmulator(options)
          : () => connectToEmulatorAt(url, { ...options, clock }),
      clock,
      shutDownTimeoutMs: options.shutDownTimeoutMs,
    });
  }
}

/** Starts an emulator at the first connection, and the same one again at each later one. */
function connectToOwnEmulator(options: MessagingOptions): () => Promise<MessagingConnection> {
  let emulator: Emulator | undefined;
  return async () => {
    // Loaded on demand: who talks to Twilio need not load an emulator.
    const { createEmulator } = await import('../emulator/index.ts');
    const running = (emulator ??= createEmulator({ port: 0 }));
    await running.start();
    const connection = connectTwilio(running.config, options);
    return {
      ...connection,
      async close() {
        await connection.close();
        await running.stop();
      },
    };
  };
}

/** How long the emulator may take to name its credentials, in milliseconds. */
const askTimeoutMs = 5_000;
/** Bytes of that answer. */
const answerBytesMax = 65_536;

async function connectToEmulatorAt(
  url: string,
  options: MessagingOptions & { readonly clock: Clock },
): Promise<MessagingConnection> {
  const credentials = await askForCredentials(url, options.clock);
  // Its own idea of its address may not be the one by which it is reached from here.
  return connectTwilio({ ...credentials, baseUrl: url }, options);
}

interface EmulatorCredentials {
  readonly accountSid: string;
  readonly authToken: string;
  readonly chatServiceSid: string;
}

async function askForCredentials(url: string, clock: Clock): Promise<EmulatorCredentials> {
  const transport = createHttpTransport({
    baseUrl: url,
    connectionsMax: 1,
    answerBytesMax,
    connectTimeoutMs: askTimeoutMs,
  });
  const cancellation = createCancellation();
  const cancelTimeout = clock.setTimer(
    () => cancellation.cancel(new Error('The emulator took too long.')),
    askTimeoutMs,
  );
  try {
    const answer = await transport.send(
      { method: 'GET', path: '/__emulator/config', headers: [], body: null },
      cancellation,
    );
    return readCredentials(answer);
  } catch (cause) {
    throw new GatewayError('UPSTREAM_UNAVAILABLE', 'No emulator answers at MESSAGING_MOCK_URL.', { cause });
  } finally {
    cancelTimeout();
    await transport.close();
  }
}

function readCredentials(response: {
  readonly statusCode: number;
  readonly text: string;
}): EmulatorCredentials {
  const config: unknown = JSON.parse(response.text);
  if (response.statusCode !== 200 || typeof config !== 'object' || config === null)
    throw new TypeError('Something else than the emulator answers.');
  const { accountSid, authToken, chatServiceSid } = Object.fromEntries(Object.entries(config));
  if (typeof accountSid !== 'string' || typeof authToken !== 'string' || typeof chatServiceSid !== 'string')
    throw new TypeError('The configuration of the emulator is not complete.');
  return { accountSid, authToken, chatServiceSid };
}
