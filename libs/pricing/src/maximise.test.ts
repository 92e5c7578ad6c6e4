import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximise } from './maximise.ts';

describe('maximise', () => {
  it('finds a peak inside of the interval, and the end where the function rises to it', () => {
    const property = fc.property(
      fc.double({ min: -10, max: 30, noNaN: true }),
      fc.double({ min: 0.1, max: 4, noNaN: true }),
      (peak, power) => {
        const found = maximise((at) => -(Math.abs(at - peak) ** power), 0, 20);
        expect(Math.abs(found - Math.min(20, Math.max(0, peak)))).toBeLessThan(1e-5);
      },
    );
    fc.assert(property, { seed: 1 });
  });

  it('finds the higher of two peaks that are apart', () => {
    const hills = (at: number) => Math.exp(-((at - 2) ** 2)) + 1.1 * Math.exp(-((at - 8) ** 2));
    expect(maximise(hills, 0, 10)).toBeCloseTo(8, 4);
  });

  it('of an interval of one point is that point', () => {
    expect(maximise((at) => at, 3, 3)).toBe(3);
  });
});
