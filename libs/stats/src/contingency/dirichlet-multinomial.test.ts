import { describe, expect, it } from 'vitest';
import { dirichletMultinomialLogBayesFactor as logBayesFactor } from './dirichlet-multinomial.ts';

describe('dirichletMultinomialLogBayesFactor', () => {
  it.each([
    [[10, 20, 5], [1, 1, 1], 300, 0.41081245293606926],
    [[900_000, 101_000], [9, 1], 1000, 1.0194298375972781],
    [[0, 7], [1, 3], 2, 1.0792210993534592],
    // Beta(1, 1) against 1/2: log(2 / 3) - ... = log((1/3) / (1/4)) for two units in one arm.
    [[2, 0], [1, 1], 2, Math.log(4 / 3)],
    [[0, 0], [1, 2], 5, 0],
  ])('of %o for %o with %d is %d (log-gammas in 50 digits)', (counts, weights, concentration, expected) => {
    const result = logBayesFactor(counts, weights, concentration);
    expect(result.ok && Math.abs(result.logBayesFactor - expected)).toBeLessThan(1e-12);
  });

  it('is infinite for a unit where none can be, and leaves out what is not planned', () => {
    expect(logBayesFactor([5, 1], [1, 0], 10)).toEqual({ ok: true, logBayesFactor: Infinity });
    expect(logBayesFactor([3, 4, 0], [1, 2, 0], 10)).toEqual(logBayesFactor([3, 4], [1, 2], 10));
  });

  it('says what is wrong with counts, and throws for weights and concentrations that cannot be', () => {
    expect(logBayesFactor([1, 0.5], [1, 1], 10)).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(() => logBayesFactor([1, 1], [0, 0], 10)).toThrow(RangeError);
    expect(() => logBayesFactor([1, 1], [1, 1], 0)).toThrow(RangeError);
  });
});
