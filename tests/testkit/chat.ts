import type { GatewayParts } from '../../src/gateway-surface.ts';
import type { GatewayOptions } from '../../src/config/options.ts';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import type { ConversationSeed } from '../../src/emulator/seed.ts';
import { conversationId } from '../../src/graphql/global-id.ts';
import { startEmulator } from './emulator.ts';
import { startGateway } from './gateway.ts';

/** What a test may want to be otherwise. */
export interface ChatOptions {
  readonly conversation?: ConversationSeed;
  readonly gateway?: Partial<GatewayOptions>;
  readonly emulator?: EmulatorOptions;
  readonly parts?: GatewayParts;
}

/**
 * A gateway over an emulator with an open and a closed conversation of Alice and Bob, and the people that most tests need. Stops
 * with the test that started it; in `beforeAll` the caller stops it.
 */
export async function startChat(options: ChatOptions = {}) {
  const emulator = await startEmulator(options.emulator);
  const { conversations } = emulator.control.seed({
    users: [
      { identity: 'alice', friendlyName: 'Alice' },
      { identity: 'bob', friendlyName: 'Bob' },
      { identity: 'mallory' },
    ],
    conversations: [
      {
        friendlyName: 'Boats',
        uniqueName: 'boats',
        participants: [{ identity: 'alice' }, { identity: 'bob' }],
        messages: [
          { author: 'alice', body: 'Ahoy' },
          { author: 'bob', body: 'Ahoy, Alice' },
        ],
        ...options.conversation,
      },
      { friendlyName: 'Wrecks', state: 'closed', participants: [{ identity: 'alice' }, { identity: 'bob' }] },
    ],
  });
  const gateway = await startGateway(emulator, {
    options: options.gateway ?? {},
    parts: options.parts ?? {},
  });
  const sid = conversations[0]?.sid ?? '';
  return {
    emulator,
    gateway,
    /** Of the open conversation. */
    sid,
    id: conversationId(sid),
    closedId: conversationId(conversations[1]?.sid ?? ''),
    alice: await gateway.as('alice'),
    bob: await gateway.as('bob'),
    /** A user of the service who is in no conversation. */
    mallory: await gateway.as('mallory'),
    /** A back end. */
    service: await gateway.as(null, { isService: true }),
    async stop() {
      await gateway.stop();
      await emulator.stop();
    },
  };
}
