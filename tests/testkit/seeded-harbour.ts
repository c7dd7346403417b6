import type { StartedEmulator } from './emulator.ts';

/** Puts up three conversations for comparisons: all of Alice, two of Bob, none of Mallory. Gives their sids. */
export function seedHarbour({ control }: Pick<StartedEmulator, 'control'>): readonly string[] {
  const { conversations } = control.seed({
    users: [{ identity: 'alice', friendlyName: 'Alice' }, { identity: 'bob' }, { identity: 'mallory' }],
    conversations: ['Boats', 'Wrecks', 'Tides'].map((friendlyName, place) => ({
      friendlyName,
      uniqueName: friendlyName.toLowerCase(),
      participants: [{ identity: 'alice' }, ...(place < 2 ? [{ identity: 'bob' }] : [])],
      messages: Array.from({ length: 4 }, (_, index) => ({ author: 'alice', body: `No. ${index}` })),
    })),
  });
  return conversations.map(({ sid }) => sid);
}
