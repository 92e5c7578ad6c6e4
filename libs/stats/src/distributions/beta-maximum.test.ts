import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BetaShapes, betaGreaterLog, betaMaximumLog } from './beta-maximum.ts';

const relativeError = (log: number, expected: number) => Math.abs(Math.exp(log) / expected - 1);

describe('betaGreaterLog', () => {
  // P(second > first) and its complement, as finite sums of fractions: (Miller, "Formulas for Bayesian A/B Testing", 2015).
  it.each<[BetaShapes, BetaShapes, number, number]>([
    [{ a: 1, b: 2 }, { a: 2, b: 1 }, 5 / 6, 1 / 6],
    [{ a: 1, b: 1 }, { a: 5, b: 3 }, 0.625, 0.375],
    [{ a: 11, b: 91 }, { a: 16, b: 86 }, 0.85328378993396613, 0.14671621006603387],
    [{ a: 2, b: 1000 }, { a: 30, b: 900 }, 0.99999999609121909, 3.9087809050833691e-9],
    [{ a: 60, b: 500 }, { a: 3, b: 700 }, 6.5264131441192035e-20, 1],
    [{ a: 7, b: 3 }, { a: 7, b: 3 }, 0.5, 0.5],
  ])('of %o below %o is %d (finite sum in fractions)', (first, second, less, greater) => {
    const logs = betaGreaterLog(first, second);
    expect(relativeError(logs.less, less)).toBeLessThan(1e-11);
    expect(relativeError(logs.greater, greater)).toBeLessThan(1e-11);
  });

  it.each<[BetaShapes, BetaShapes, number]>([
    [{ a: 0.01, b: 100.01 }, { a: 0.01, b: 50.01 }, 0.503441227668103],
    [{ a: 0.01, b: 50.01 }, { a: 0.01, b: 100.01 }, 0.496558772331897],
  ])('of %o below %o, which hardly fall towards 0, is %d (quadrature in 20 digits, mpmath)', (first, second, less) => {
    expect(relativeError(betaGreaterLog(first, second).less, less)).toBeLessThan(1e-11);
  });

  it('agrees with the normal distribution of the difference for shapes of hundreds of millions', () => {
    // Means 0.1 and 0.10003 with standard errors of 9.4868e-6 each: z = 2.2361.
    const { less } = betaGreaterLog({ a: 1e8, b: 9e8 }, { a: 1e8 + 3e4, b: 9e8 - 3e4 });
    expect(Math.exp(less)).toBeCloseTo(0.98733, 4);
  });

  it('holds for priors that say nothing, and stays finite in the farthest tails', () => {
    // Symmetric about 1/2, so even odds.
    expect(relativeError(betaGreaterLog({ a: 0.01, b: 0.01 }, { a: 3, b: 3 }).less, 0.5)).toBeLessThan(1e-11);
    const { less, greater } = betaGreaterLog({ a: 1, b: 1e6 }, { a: 1e5, b: 1e6 });
    expect(less).toBe(0);
    expect(greater).toBeLessThan(-60_000);
  });

  const shape = fc.double({ min: 0.05, max: 5000, noNaN: true });
  const shapes = fc.record({ a: shape, b: shape });

  it('is mirrored when the variables are, and sums to 1 with its own complement', () => {
    const property = fc.property(shapes, shapes, (first, second) => {
      const logs = betaGreaterLog(first, second);
      const back = betaGreaterLog(second, first);
      const [minusFirst, minusSecond] = [first, second].map(({ a, b }) => ({ a: b, b: a })) as [BetaShapes, BetaShapes];
      const mirrored = betaGreaterLog(minusFirst, minusSecond);
      for (const same of [back.less, mirrored.less]) {
        expect(Math.abs(same - logs.greater)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(logs.greater)));
      }
      const alone = betaMaximumLog([first, second]);
      expect(Math.abs(Math.exp(alone[0] ?? 0) + Math.exp(alone[1] ?? 0) - 1)).toBeLessThan(1e-10);
      expect(Math.abs((alone[0] ?? 0) - logs.greater)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(logs.greater)));
    });
    fc.assert(property, { seed: 1, numRuns: 30 });
  });

  it('refuses shapes that are not positive', () => {
    expect(() => betaGreaterLog({ a: 0, b: 1 }, { a: 1, b: 1 })).toThrow(RangeError);
    expect(() => betaMaximumLog([{ a: 1, b: 1 }])).toThrow(RangeError);
  });
});

describe('betaMaximumLog', () => {
  it.each([
    [
      [
        { a: 3, b: 8 },
        { a: 5, b: 6 },
        { a: 2, b: 10 },
      ],
      [0.1649451456443746, 0.7980893847723865, 0.0369654695832389],
    ],
    [
      [
        { a: 1.5, b: 4 },
        { a: 2.5, b: 4 },
        { a: 20, b: 80 },
        { a: 1, b: 1 },
      ],
      [0.1318925145600332, 0.2946960814319684, 0.01643937388946133, 0.5569720301185371],
    ],
  ])('of %o is %o (quadrature in 25 digits)', (variables, chances) => {
    const logs = betaMaximumLog(variables);
    for (const [index, chance] of chances.entries())
      expect(relativeError(logs[index] ?? 0, chance)).toBeLessThan(1e-11);
  });
});
