import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowEncoder } from './row-encoder.ts';

const { encode, decode } = rowEncoder;

it('gives back what JSON gives back, whatever the row holds', () => {
  const text = fc.string({ unit: 'binary' });
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, undefined, Number.NaN, -0, 2 ** 53, -(2 ** 53), '\ud800', '__proto__'),
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      text,
      fc.array(tie('value')),
      fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', '', '1', '\udfff', 'constructor')), tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(text, value), (row) => {
      const json = JSON.stringify(row);
      // Compared as JSON, which also tells the order of the members.
      expect(JSON.stringify(decode(encode(row)))).toBe(json);
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

it('reads rows that were written as JSON', () => {
  const row = { id: 'a', text: 'ü', list: [1, 2.5] };
  expect(decode(Buffer.from(JSON.stringify(row)))).toEqual(row);
});

it('writes a row of numbers in fewer bytes than JSON', () => {
  const row = { id: 'a', values: Array.from({ length: 64 }, (_, i) => Math.sin(i)) };
  expect(encode(row).length).toBeLessThan(JSON.stringify(row).length * 0.6);
});
