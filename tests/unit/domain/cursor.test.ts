import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../src/domain/cursor.ts';

const codec = createCursorCodec({ keys: () => [Buffer.from('a key of the gateway')] });
const refused = expect.objectContaining({ code: 'INVALID_CURSOR' });

describe('a cursor', () => {
  it('comes back as the place it was made of', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
        (scope, place) => {
          expect(codec.decode(codec.encode({ scope, place }), scope)).toEqual(place);
        },
      ),
    );
  });

  it('is refused by another list', () => {
    const cursor = codec.encode({ scope: 'messages:CH1', place: [1] });

    expect(() => codec.decode(cursor, 'messages:CH2')).toThrow(refused);
  });

  it('is refused when it was made with another key', () => {
    const stranger = createCursorCodec({ keys: () => [Buffer.from('a key of somebody else')] });

    expect(() => codec.decode(stranger.encode({ scope: 'inbox', place: [1] }), 'inbox')).toThrow(refused);
  });

  it('is refused with any of its characters changed', () => {
    const cursor = codec.encode({ scope: 'inbox', place: ['token', 7, null] });

    for (let at = 0; at < cursor.length; at += 1) {
      const altered = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      // The last character can hold bits that mean nothing; the text is then another one for the same bytes.
      if (Buffer.from(altered, 'base64url').equals(Buffer.from(cursor, 'base64url'))) continue;
      expect(() => codec.decode(altered, 'inbox')).toThrow(refused);
    }
  });

  it('is refused when it is no cursor at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => codec.decode(text, 'inbox')).toThrow(refused);
      }),
    );
    expect(() => codec.decode('x'.repeat(5_000), 'inbox')).toThrow(refused);
  });
});
