import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile } from './index.ts';

const cases: [values: number[], probability: number, expected: number, source: string][] = [
  [[1, 2, 3, 4], 0.5, 2.5, 'by hand'],
  [[1, 2, 3, 4, 100], 0.75, 4, 'by hand: h = 3'],
  [[0, 0, 0, 0, 10], 0.99, 9.6, 'by hand: h = 3.96'],
  [[1], 0.5, 1, 'by hand'],
  [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 0.25, 7.25, 'R quantile(type = 7)'],
  [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 0.9, 16.4, 'R quantile(type = 7)'],
  [[-Infinity, -Infinity, 0], 0.25, -Infinity, 'by hand: equal neighbours'],
  [[0, 1, Infinity], 0.5, 1, 'by hand: h is whole'],
  [[], 0.5, Number.NaN, 'definition'],
];

describe('quantile', () => {
  it.each(cases)('of %j at %d is %d (%s)', (values, probability, expected) => {
    expect(quantile(values, probability)).toBe(expected);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the probability %d', (probability) => {
    expect(() => quantile([1], probability)).toThrow(RangeError);
  });

  it('lies between the extremes and grows with the probability', () => {
    const finite = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    const probability = fc.double({ noNaN: true, min: 0, max: 1 });
    const property = fc.property(
      fc.array(finite, { minLength: 1 }),
      probability,
      probability,
      (values, first, second) => {
        const sorted = Float64Array.from(values).sort();
        const low = quantile(sorted, Math.min(first, second));
        const high = quantile(sorted, Math.max(first, second));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(sorted[0] ?? Number.NaN);
        expect(high).toBeLessThanOrEqual(sorted.at(-1) ?? Number.NaN);
      },
    );
    fc.assert(property, { seed: 1 });
  });

  it('at one half is the median', () => {
    expect(median([1, 2, 9])).toBe(2);
    expect(median([1, 2, 4, 9])).toBe(3);
  });
});
