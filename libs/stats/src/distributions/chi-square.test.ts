import { describe, expect, it } from 'vitest';
import { chiSquareSf } from './chi-square.ts';
import { gammaSf } from './gamma.ts';

describe('chiSquareSf', () => {
  it('gives by its finite sums what the incomplete gamma function gives', () => {
    for (let df = 1; df <= 62; df += 1) {
      for (let x = 1e-6; x < 1450; x *= 1.9) {
        const expected = gammaSf(x / 2, df / 2);
        expect(Math.abs(chiSquareSf(x, df) / expected - 1)).toBeLessThan(3e-13);
      }
    }
  });

  it.each([
    [700, 1, 2.9902269751246203e-154],
    [1300, 5, 6.387375234473711e-279],
    [60, 60, 0.4757169861063199],
    [20, 33, 0.9634658994412613],
    [4, 2, Math.exp(-2)],
  ])('of %d with %d degrees of freedom is %d (mpmath, 40 digits; the last by hand)', (x, df, expected) => {
    expect(Math.abs(chiSquareSf(x, df) / expected - 1)).toBeLessThan(1e-15 * 5);
  });
});
