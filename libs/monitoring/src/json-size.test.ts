import type { Json } from '@harper-edge/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonSize } from './json-size.ts';

it.each<Json>(['', 'text', 12, -7, 'x'.repeat(100), [], [1, 2, 3], {}, { a: 1 }, { a: [{ b: 'c' }, []], d: 0 }])(
  'is exact where nothing has a fraction or is escaped: %j',
  (value) => {
    expect(jsonSize(value)).toBe(JSON.stringify(value).length);
  },
);

it('is right to a third for numbers as models give them', () => {
  const rows = fc.array(
    fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 }), { minLength: 50 }),
  );
  fc.assert(
    fc.property(rows, (value) => {
      const fractions = value.map((row) => row.map((number) => number * 0.7 + 0.001));
      const exact = JSON.stringify(fractions).length;
      expect(Math.abs(jsonSize(fractions) - exact)).toBeLessThanOrEqual(exact / 3);
    }),
    { seed: 4 },
  );
});
