import { describe, expect, it } from 'vitest';
import { parseForm } from '../../../src/webhooks/parse-form.ts';

const parse = (text: string) => parseForm(Buffer.from(text), { parametersMax: 3 });

describe('parseForm', () => {
  it.each([
    ['', []],
    ['a=1', [['a', '1']]],
    [
      'a=1&b=2&a=1',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '1'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=1', [['', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    ['&&', []],
    ['a+b=c+d', [['a b', 'c d']]],
    ['%61=%2B%20%26', [['a', '+ &']]],
    ['Body=%F0%9F%98%80', [['Body', '😀']]],
    ['Body=😀', [['Body', '😀']]],
    ['MessagingBinding.Type=SMS', [['MessagingBinding.Type', 'SMS']]],
  ])('reads "%s"', (text, pairs) => {
    expect(parse(text)).toEqual({
      ok: true,
      parameters: pairs.map(([name, value]) => ({ name, value })),
    });
  });

  it.each(['a=%', 'a=%2', 'a=%gg', '%ff=1', 'a=%C3%28', 'a=%ED%A0%80'])(
    'refuses the escape in "%s"',
    (text) => {
      expect(parse(text)).toMatchObject({ ok: false });
    },
  );

  it('takes as many parameters as its bound and not one more', () => {
    expect(parse('a=1&b=2&c=3')).toMatchObject({ ok: true });
    expect(parse('a=1&b=2&c=3&d=4')).toEqual({ ok: false, reason: 'The form has more than 3 parameters.' });
  });
});
