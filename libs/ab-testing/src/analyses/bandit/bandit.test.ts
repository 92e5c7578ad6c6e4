import { createRandomGenerator } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseBandit, type BanditPeriod } from './analyse-bandit.ts';
import { thompsonWeights } from './thompson-weights.ts';

const of = (successes: number, trials: number) => ({ successes, trials });
const weightsOf = (...args: Parameters<typeof thompsonWeights>): readonly number[] => {
  const result = thompsonWeights(...args);
  if (!result.ok) throw new Error(result.reason);
  return result.weights;
};

describe('thompsonWeights', () => {
  it('are equal until every arm has 100 units, then the chances to be best', () => {
    expect(thompsonWeights([of(50, 99), of(50, 500)])).toMatchObject({ weights: [0.5, 0.5], warmingUp: true });
    const result = thompsonWeights([of(30, 100), of(35, 100)], { floor: 0 });
    expect(result).toMatchObject({ warmingUp: false });
    if (!result.ok) throw new Error(result.reason);
    for (const [arm, weight] of result.weights.entries())
      expect(weight).toBeCloseTo(result.chancesToBeBest[arm] ?? 0, 14);
  });

  it('leave every arm the floor', () => {
    expect(weightsOf([of(10, 1000), of(900, 1000), of(20, 1000)], { floor: 0.05 })).toEqual([0.05, 0.9, 0.05]);
  });

  it('are split between the two best by top-two sampling (by hand)', () => {
    const [first, second] = weightsOf([of(50, 1000), of(900, 1000)], { floor: 0, topTwo: 0.5 });
    // The second draw differs from the first only by being the other arm.
    expect(first).toBeCloseTo(0.5, 12);
    expect(second).toBeCloseTo(0.5, 12);
  });

  it('sum to 1 and stay above the floor', () => {
    const arm = fc.tuple(fc.nat(3000), fc.nat(3000)).map(([x, y]) => of(Math.min(x, y), Math.max(x, y) + 100));
    const arms = fc.array(arm, { minLength: 2, maxLength: 4 });
    const property = fc.property(arms, fc.double({ min: 0, max: 0.25, noNaN: true }), fc.constantFrom(0.5, 1), (given, floor, topTwo) => {
      const weights = weightsOf(given, { floor, topTwo });
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(floor - 1e-12);
    }); // prettier-ignore
    fc.assert(property, { seed: 1, numRuns: 30 });
  });

  it('refuse options and counts that cannot be', () => {
    const arms = [of(1, 200), of(2, 200)];
    expect(() => thompsonWeights(arms, { floor: 0.6 })).toThrow(RangeError);
    expect(() => thompsonWeights(arms, { topTwo: 0 })).toThrow(RangeError);
    expect(() => thompsonWeights(arms, { minimumUnits: -1 })).toThrow(RangeError);
    expect(thompsonWeights([of(3, 2), of(1, 1)])).toMatchObject({ ok: false, reason: 'invalidCounts' });
  });
});

describe('analyseBandit', () => {
  it('weighs units by the share their arm had (by hand)', () => {
    const conversions = (weight: number, n: number, sum: number) => ({ weight, n, sum, sumOfSquares: sum });
    // Rates 0.1 then 0.4 in both arms: pooled averages would be 0.16 and 0.34.
    const periods: BanditPeriod[] = [
      [conversions(0.8, 800, 80), conversions(0.2, 200, 20)],
      [conversions(0.2, 200, 80), conversions(0.8, 800, 320)],
    ];
    const result = analyseBandit(periods);
    if (!result.ok) throw new Error(result.reason);
    expect(result.n).toBe(2000);
    for (const arm of result.arms) expect(arm.estimate).toBeCloseTo(0.25, 14);
    expect(result.differences[0]?.estimate).toBeCloseTo(0, 14);
    // Squares of (y - 1/4) / w over the 1000 / 0.5 weighted units.
    const squares = (800 * 0.0625 + 80 * 0.5) / 0.64 + (200 * 0.0625 + 80 * 0.5) / 0.04;
    expect(result.arms[0]?.standardError).toBeCloseTo(Math.sqrt(squares) / 2000, 12);
  });

  it('covers the truth as often as it says although weights follow the results', () => {
    const generator = createRandomGenerator(9);
    const convert = (n: number, rate: number) => {
      let successes = 0;
      for (let unit = 0; unit < n; unit += 1) successes += Number(generator.next() < rate);
      return successes;
    };
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const periods: BanditPeriod[] = [];
      const totals = [of(0, 0), of(0, 0)];
      for (const season of [0, 0.1, 0.2]) {
        const weights = weightsOf(totals, { floor: 0.1 });
        const period = weights.map((weight, arm) => {
          const n = Math.round(1000 * weight);
          const sum = convert(n, 0.2 + season + 0.02 * arm);
          totals[arm] = of((totals[arm]?.successes ?? 0) + sum, (totals[arm]?.trials ?? 0) + n);
          return { weight, n, sum, sumOfSquares: sum };
        });
        periods.push(period);
      }
      const result = analyseBandit(periods);
      const difference = result.ok ? result.differences[0] : undefined;
      covered += Number((difference?.lower ?? 1) <= 0.02 && (difference?.upper ?? 0) >= 0.02);
    }
    // At least 0.95 up to three standard deviations of 400 runs.
    expect(covered / runs).toBeGreaterThan(0.95 - 3 * Math.sqrt(0.0475 / runs));
  });

  it('says why there is no result', () => {
    const arm = { weight: 0.5, n: 10, sum: 3, sumOfSquares: 3 };
    expect(analyseBandit([])).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(analyseBandit([[arm, { ...arm, weight: 0 }]])).toMatchObject({ ok: false, reason: 'zeroDenominator' });
    expect(analyseBandit([[arm, { ...arm, n: 0.5 }]])).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(analyseBandit([[arm, { ...arm, sum: Number.NaN }]])).toMatchObject({ ok: false, reason: 'nonFinite' });
    expect(() => analyseBandit([[arm, arm], [arm]])).toThrow(RangeError);
  });
});
