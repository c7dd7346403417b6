import { createCursorCodec } from '../../../src/domain/cursor.ts';
import { decodeConversationCursor, encodeConversationCursor } from '../../../src/domain/event-cursor.ts';
import { decodeInboxCursor, encodeInboxCursor } from '../../../src/domain/inbox-cursor.ts';
import { GatewayError } from '../../../src/errors.ts';
import { type Door, Violation } from '../door.ts';

/** Cursors of lists and of streams, altered and made up: either this gateway made it for this place, or it is INVALID_CURSOR. */
export const cursorDoor: Door = {
  name: 'cursor',
  async open() {
    const codec = createCursorCodec({ keys: () => [Buffer.alloc(32, 1)] });
    const strangers = createCursorCodec({ keys: () => [Buffer.alloc(32, 2)] });
    const scope = 'messages:CH1';
    const at = { epoch: 'epoch', offset: 12, takenAt: 1_795_448_473_719 };
    const made: readonly string[] = [
      codec.encode({ scope, place: [1, 'desc', null] }),
      codec.encode({ scope: 'inbox:alice', place: [null, 3, 'CH2'] }),
      encodeConversationCursor(codec, 'CH1', { ...at, index: 3, window: null }),
      encodeInboxCursor(codec, 'alice', {
        ...at,
        followedSince: at.takenAt,
        conversations: 7,
        places: new Map([[1, { index: 3, window: null, followedSince: at.takenAt }]]),
      }),
    ];
    const readers: readonly ((cursor: string) => unknown)[] = [
      (cursor) => codec.decode(cursor, scope),
      (cursor) => codec.decode(cursor, 'inbox:alice'),
      (cursor) => decodeConversationCursor(codec, 'CH1', cursor),
      (cursor) => decodeInboxCursor(codec, 'alice', cursor),
    ];
    return {
      atOnce: 1,
      async try(source) {
        const which = source.number(made.length);
        const genuine = made[which] ?? '';
        const cursor = source.pick([
          () => source.mutate(genuine),
          () => source.text(),
          () => strangers.encode({ scope, place: [source.text(), source.number(100), null] }),
          () => made[(which + 1) % made.length] ?? '',
          () => genuine,
        ])();
        try {
          readers[which]?.(cursor);
        } catch (error) {
          if (error instanceof GatewayError && error.code === 'INVALID_CURSOR') return 'refused';
          throw error;
        }
        // Base64 says the same in several ways; what it says has to be what the gateway wrote.
        if (Buffer.from(cursor, 'base64url').equals(Buffer.from(genuine, 'base64url'))) return 'taken';
        throw new Violation(`A cursor was taken that nobody made: ${JSON.stringify(cursor)}`);
      },
      close: async () => [],
    };
  },
};
