import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomGenerator, sortNumbers } from './index.ts';

describe('sortNumbers', () => {
  it('orders any doubles as the typed array does, below and above the size from which it sorts by digits', () => {
    const property = fc.property(fc.array(fc.double(), { maxLength: 50 }), fc.boolean(), (values, many) => {
      const given = many ? Array.from({ length: 80 }, () => values).flat() : values;
      const padded = many ? [...given, ...Array.from({ length: 3000 }, (_, index) => index % 7)] : given;
      expect(sortNumbers(padded)).toEqual(Float64Array.from(padded).sort());
    });
    fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it('puts -0 before 0, infinities at the ends and every NaN last', () => {
    const special = [Number.NaN, 0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1.7e308, -1.7e308];
    const values = Float64Array.from({ length: 4000 }, (_, index) => special[index % special.length] ?? 0);
    expect(sortNumbers(values)).toEqual(Float64Array.from(values).sort());
  });

  it('puts a NaN last whatever its sign bit', () => {
    const patterns = [0xfff8_0000_0000_0001n, 0xbff0_0000_0000_0000n, 0x3ff0_0000_0000_0000n];
    const bits = BigUint64Array.from({ length: 3999 }, (_, index) => patterns[index % 3] ?? 0n);
    const sorted = sortNumbers(new Float64Array(bits.buffer));
    expect([0, 1333, 2666].map((index) => sorted[index])).toEqual([-1, 1, Number.NaN]);
  });

  it('keeps its input, and skips digits that are all the same', () => {
    const rng = createRandomGenerator(4);
    const values = Float64Array.from({ length: 5000 }, () => rng.nextInteger(1000));
    const before = values.slice();
    expect(sortNumbers(values)).toEqual(values.slice().sort());
    expect(values).toEqual(before);
    expect(sortNumbers(new Float64Array(4000).fill(2))).toEqual(new Float64Array(4000).fill(2));
    expect(sortNumbers([])).toEqual(new Float64Array());
  });
});
