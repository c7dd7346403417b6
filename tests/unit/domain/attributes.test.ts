import { describe, expect, it } from 'vitest';
import {
  attributesBytesMax,
  clientMessageIdOf,
  composeMessageAttributes,
  requireAttributes,
  visibleAttributes,
} from '../../../src/domain/attributes.ts';
import type { JsonValue } from '../../../src/model.ts';

const refused = expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'attributes' } });

/** An object that takes exactly `bytes` bytes as JSON. */
const objectOf = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('attributes', () => {
  it.each<JsonValue>([[], 'text', 1, true, null])('are refused when they are no object: %j', (value) => {
    expect(() => requireAttributes(value, 100)).toThrow(refused);
  });

  it.each(Object.entries(attributesBytesMax))(
    'of a %s are taken up to %i bytes and refused beyond',
    (_noun, bytes) => {
      expect(() => requireAttributes(objectOf(bytes), bytes)).not.toThrow();
      expect(() => requireAttributes(objectOf(bytes + 1), bytes)).toThrow(refused);
    },
  );

  it('are measured in bytes and not in characters', () => {
    expect(() => requireAttributes({ a: 'ü'.repeat(46) }, 100)).not.toThrow();
    expect(() => requireAttributes({ a: 'ü'.repeat(47) }, 100)).toThrow(refused);
  });
});

describe('a clientMessageId', () => {
  it('travels in the attributes and is hidden from readers', () => {
    const stored = composeMessageAttributes({ topic: 'boats' }, 'id-1') ?? null;

    expect(clientMessageIdOf(stored)).toBe('id-1');
    expect(visibleAttributes(stored)).toEqual({ topic: 'boats' });
  });

  it('leaves attributes unset when there is neither', () => {
    expect(composeMessageAttributes(undefined, undefined)).toBeUndefined();
  });

  it('counts towards the limit of the attributes', () => {
    const fitting = objectOf(attributesBytesMax.message - 10);

    expect(() => composeMessageAttributes(fitting, undefined)).not.toThrow();
    expect(() => composeMessageAttributes(fitting, 'id-1')).toThrow(refused);
  });

  it('cannot be forged through the attributes', () => {
    const [reserved = ''] = Object.keys(composeMessageAttributes({}, 'id-1') ?? {});

    expect(() => composeMessageAttributes({ [reserved]: 'forged' }, undefined)).toThrow(refused);
  });

  it('is null where attributes hold none, or are no object', () => {
    for (const attributes of [{}, { _clientMessageId: 7 }, [], 'text', null] as JsonValue[]) {
      expect(clientMessageIdOf(attributes)).toBeNull();
    }
  });

  it('leaves attributes that are no object as they are', () => {
    expect(visibleAttributes('text')).toBe('text');
  });
});
