import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';

/** An emulator with one conversation, whose unique name is `one`. */
export async function startWithConversation(options: EmulatorOptions = {}) {
  const started = await startEmulator(options);
  const rest = createRestClient(started);
  const sid = await rest.create('/Conversations', { UniqueName: 'one' });
  return { started, rest, sid, path: `/Conversations/${sid}` };
}

/** A phone and the number that stands for the conversation. */
export const phoneBinding = {
  'MessagingBinding.Address': '+15005550101',
  'MessagingBinding.ProxyAddress': '+15005550199',
};
