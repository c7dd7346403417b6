import { createSeededRandom } from '../simulation/seeded-random.ts';

/** Where fuzzed inputs come from: everything is decided by the seed alone. */
export interface Source {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  /** True in one of `times`. */
  once(times: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Text that programs have stumbled over, or letters at random. */
  text(): string;
  /** Any JSON value. */
  json(levels?: number): unknown;
  /** The text with some of it changed, doubled, moved or left out. */
  mutate(text: string): string;
}

/** Text that programs have stumbled over. */
const nasty: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  'undefined',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\0',
  '\n',
  '\r\nx-injected: 1',
  '%00',
  '%2e%2e%2f',
  '../../../etc/passwd',
  "' OR '1'='1",
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '🙂'.repeat(8),
  '\u202e\u0000\uffff',
  '\ud800',
  'ﬀ İ ß',
  'a'.repeat(2_000),
  '[['.repeat(200),
  '9007199254740993',
  '-0',
  '2147483648',
  '2026-13-45T99:99:99Z',
  'CH00000000000000000000000000000000',
  'IM' + 'f'.repeat(32),
];

const letters = 'abcXYZ019 _-+=/.:{}[]()"\'\\@$#&?%,;!\u00e9\u4e2d';

/** A source of its own for each input, so that any one of them can be repeated. */
export function createSource(seed: number): Source {
  const random = createSeededRandom(seed);
  const number = (below: number) => Math.floor(random() * below);
  const once = (times: number) => number(times) === 0;
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)] as Item;
  const text = () =>
    once(2)
      ? pick(nasty)
      : Array.from({ length: number(24) }, () => letters[number(letters.length)]).join('');

  const json = (levels = 3): unknown => {
    switch (number(levels > 0 ? 8 : 6)) {
      case 0:
        return null;
      case 1:
        return once(2);
      case 2:
        return pick([0, -1, 1, 2 ** 31, -(2 ** 53), 1.5, 1e21, number(100)]);
      case 3:
      case 4:
      case 5:
        return text();
      case 6:
        return Array.from({ length: number(5) }, () => json(levels - 1));
      default:
        return Object.fromEntries(Array.from({ length: number(5) }, () => [text(), json(levels - 1)]));
    }
  };

  const mutateOnce = (from: string): string => {
    const at = number(from.length + 1);
    const end = at + number(12);
    switch (number(6)) {
      case 0:
        return from.slice(0, at) + from.slice(end);
      case 1:
        return from.slice(0, at) + text() + from.slice(at);
      case 2:
        return from.slice(0, at) + text() + from.slice(end);
      case 3:
        return from.slice(0, end) + from.slice(at, end) + from.slice(end);
      case 4:
        return from.slice(at) + from.slice(0, at);
      default:
        return from.slice(0, at) + String.fromCharCode(number(256)) + from.slice(at + 1);
    }
  };

  return {
    number,
    once,
    pick,
    text,
    json,
    mutate(from) {
      let mutated = from;
      for (let times = number(4); times >= 0; times -= 1) mutated = mutateOnce(mutated);
      return mutated;
    },
  };
}
