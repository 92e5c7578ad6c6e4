import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { compareWithCovariate, type CovariateSample } from './compare-with-covariate.ts';

const compared = (...args: Parameters<typeof compareWithCovariate>) => {
  const result = compareWithCovariate(...args);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

/** y = x + noise of half its size + effect: the covariate explains 4/5 of the variance. */
function arm(seed: number, { n = 2000, effect = 0, missing = 0 } = {}): CovariateSample {
  const generator = createRandomGenerator(seed);
  const normal = () => normalQuantile(generator.next() || 0.5);
  const x = Array.from({ length: n }, normal);
  return {
    metric: x.map((value) => value + 0.5 * normal() + effect),
    preMetric: x.map((value) => (generator.next() < missing ? null : value)),
  };
}

describe('compareWithCovariate', () => {
  it('is theta and difference by hand', () => {
    // Within the arms: x deviates by -1, 0, 1 and y by -2, 0, 2 and -1, 0, 1: theta = 6 / 4.
    const result = compared({ metric: [1, 3, 5], preMetric: [1, 2, 3] }, { metric: [4, 5, 6], preMetric: [2, 3, 4] });
    expect(result.theta).toBe(1.5);
    // The difference of the means, 2, minus theta times that of x, 1.
    expect(result.effect.estimate).toBeCloseTo(0.5, 14);
    expect(result.unadjusted.effect.estimate).toBe(2);
    expect(result).toMatchObject({ adjusted: true, missingTheta: 0, method: 'cuped' });
  });

  it('takes out the share of variance that the covariate explains, and leaves the effect', () => {
    const result = compared(arm(1), arm(2, { effect: 0.2 }));
    expect(result.theta).toBeCloseTo(1, 1);
    expect(result.varianceReduction).toBeCloseTo(0.8, 1);
    expect(Math.abs(result.effect.estimate - 0.2)).toBeLessThan(3 * result.effect.standardError);
    expect(result.pValue).toBeLessThan(result.unadjusted.pValue);
  });

  it('keeps units without history, who differ from the others', () => {
    const result = compared(arm(3, { missing: 0.3 }), arm(4, { effect: 0.2, missing: 0.3 }));
    expect(result).toMatchObject({ n: 2000, m: 2000, adjusted: true, dropped: 0 });
    expect(result.varianceReduction).toBeGreaterThan(0.4);
    expect(Math.abs(result.effect.estimate - 0.2)).toBeLessThan(3 * result.effect.standardError);
  });

  it('has a slope for the units without history (by hand)', () => {
    // Units without history have y = 10, the others y = x: both slopes leave no residual.
    const sample = { metric: [1, 2, 3, 10, 10], preMetric: [1, 2, 3, null, null] };
    const result = compared(sample, sample);
    expect(result.theta).toBeCloseTo(1, 12);
    expect(result.missingTheta).toBeCloseTo(8, 12);
    expect(result.varianceReduction).toBeCloseTo(1, 12);
  });

  it('does not adjust where the arms differed before, and warns', () => {
    const shifted = arm(6);
    const treatment = { ...shifted, preMetric: Array.from(shifted.preMetric, (value) => (value ?? 0) + 1) };
    const result = compared(arm(5), treatment);
    expect(result).toMatchObject({ adjusted: false, theta: 0, varianceReduction: 0 });
    expect(result.warnings).toContain('covariateDiffers');
    expect(result.effect).toEqual(result.unadjusted.effect);
    expect(compared(arm(5), arm(6, { missing: 0.3 }))).toMatchObject({ adjusted: false });
    expect(compared(arm(5), treatment, { covariateAlpha: 0 }).adjusted).toBe(true);
  });

  it('is the plain test for a constant covariate, and refuses what cannot be compared', () => {
    const [control, treatment] = [
      { metric: [1, 2, 3], preMetric: [5, 5, 5] },
      { metric: [2, 3, 4], preMetric: [5, 5, 5] },
    ];
    expect(compared(control, treatment)).toMatchObject({ theta: 0, varianceReduction: 0, effect: { estimate: 1 } });
    expect(compareWithCovariate({ metric: [1], preMetric: [1] }, treatment)).toMatchObject({
      reason: 'insufficientData',
    });
    expect(compareWithCovariate({ metric: [1, 2], preMetric: [1, Infinity] }, treatment)).toMatchObject({
      reason: 'nonFinite',
    });
    expect(() => compareWithCovariate({ metric: [1, 2], preMetric: [1] }, treatment)).toThrow(RangeError);
  });
});
