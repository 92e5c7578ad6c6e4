import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lambertWOfExp } from './lambert-w.ts';

describe('lambertWOfExp', () => {
  it.each([
    [-50, 1.92874984796391778e-22],
    [-10, 4.53978687492154296e-5],
    [-1, 0.278464542761073795],
    [0, 0.567143290409783873],
    [1, 1],
    [2, 1.55714559899761142],
    [50, 46.1677191654920897],
    [700, 693.458308879025498],
    [1e6, 999986.184503257628],
  ])('of %d is %d (mpmath, 30 digits)', (z, expected) => {
    expect(Math.abs(lambertWOfExp(z) / expected - 1)).toBeLessThan(1e-15);
  });

  it('solves w + ln w = z wherever exp(z) is', () => {
    const property = fc.property(fc.double({ min: -700, max: 1e9, noNaN: true }), (z) => {
      const w = lambertWOfExp(z);
      expect(Math.abs(w + Math.log(w) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)));
    });
    fc.assert(property, { seed: 1 });
    expect(lambertWOfExp(Infinity)).toBe(Infinity);
    expect(lambertWOfExp(-Infinity)).toBe(0);
  });
});
