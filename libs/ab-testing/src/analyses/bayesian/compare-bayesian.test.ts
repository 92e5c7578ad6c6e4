import { createRandomGenerator } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBayesian, rankBayesian } from './compare-bayesian.ts';

const of = (successes: number, trials: number) => ({ successes, trials });
const compared = (...args: Parameters<typeof compareBayesian>) => {
  const result = compareBayesian(...args);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

describe('compareBayesian', () => {
  it('is exact for one trial each (by hand)', () => {
    // Beta(1, 2) and Beta(2, 1): P = 5/6; E max(A - B, 0) = 1/30.
    const result = compared(of(0, 1), of(1, 1));
    expect(result.chanceToWin).toBeCloseTo(5 / 6, 12);
    expect(result.chanceToLose).toBeCloseTo(1 / 6, 12);
    expect(result.expectedLossChoosingTreatment).toBeCloseTo(1 / 30, 12);
    expect(result.expectedLossChoosingControl).toBeCloseTo(11 / 30, 12);
    expect(result.control).toMatchObject({ a: 1, b: 2, mean: 1 / 3 });
    // The quantile of Beta(1, 2) is 1 - sqrt(1 - p).
    expect(result.control.lower).toBeCloseTo(1 - Math.sqrt(0.975), 12);
    expect(result.control.upper).toBeCloseTo(1 - Math.sqrt(0.025), 12);
  });

  it('keeps the digits of a small prior beside many successes (by hand)', () => {
    const result = compared(of(999, 1000), of(1000, 1000), { prior: { alpha: 0.001, beta: 0.001 } });
    expect(result.treatment.b).toBe(0.001);
    expect(result.control.b).toBe(1.001);
  });

  it('is even without data', () => {
    expect(compared(of(0, 0), of(0, 0))).toMatchObject({ chanceToWin: 0.5, chanceToLose: 0.5 });
  });

  it('is mirrored when the arms are, and the losses differ by the difference of the means', () => {
    const arm = fc.tuple(fc.nat(500), fc.nat(500)).map(([x, y]) => of(Math.min(x, y), Math.max(x, y)));
    const property = fc.property(arm, arm, (a, b) => {
      const [forth, back] = [compared(a, b), compared(b, a)];
      expect(forth.chanceToWin).toBeCloseTo(back.chanceToLose, 12);
      expect(forth.chanceToWin + forth.chanceToLose).toBeCloseTo(1, 12);
      const difference = forth.expectedLossChoosingControl - forth.expectedLossChoosingTreatment;
      expect(difference).toBeCloseTo(forth.treatment.mean - forth.control.mean, 12);
      expect(Math.min(forth.expectedLossChoosingControl, forth.expectedLossChoosingTreatment)).toBeGreaterThan(-1e-15);
    });
    fc.assert(property, { seed: 1, numRuns: 40 });
  });

  it('agrees with draws from both posteriors', () => {
    // Beta(a, b) of whole shapes is the a-th smallest of a + b - 1 uniform numbers.
    const generator = createRandomGenerator(3);
    const draw = (a: number, b: number) =>
      Array.from({ length: a + b - 1 }, () => generator.next()).sort((x, y) => x - y)[a - 1] ?? 0;
    const runs = 10_000;
    let [wins, loss] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const [a, b] = [draw(4, 18), draw(7, 15)];
      wins += Number(b > a);
      loss += Math.max(0, a - b);
    }
    const result = compared(of(3, 20), of(6, 20));
    expect(Math.abs(wins / runs - result.chanceToWin)).toBeLessThan(0.012);
    expect(Math.abs(loss / runs - result.expectedLossChoosingTreatment)).toBeLessThan(0.0015);
  });

  it('refuses counts and priors that cannot be', () => {
    expect(compareBayesian(of(11, 10), of(1, 10))).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(() => compareBayesian(of(1, 10), of(1, 10), { prior: { alpha: 0, beta: 1 } })).toThrow(RangeError);
    expect(() => compareBayesian(of(1, 10), of(1, 10), { level: 1 })).toThrow(RangeError);
  });
});

describe('rankBayesian', () => {
  it('has the chances of three arms, which sum to 1 (quadrature in 25 digits)', () => {
    const ranking = rankBayesian([of(2, 9), of(4, 9), of(1, 10)]);
    if (!ranking.ok) throw new Error(ranking.reason);
    const chances = ranking.arms.map(({ chanceToBeBest }) => chanceToBeBest);
    for (const [index, chance] of [0.1649451456443746, 0.7980893847723865, 0.0369654695832389].entries()) {
      expect(chances[index]).toBeCloseTo(chance, 11);
    }
    expect(rankBayesian([of(1, 2), of(3, 2)])).toMatchObject({ ok: false });
    expect(() => rankBayesian([of(1, 2)])).toThrow(RangeError);
  });
});
