import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiSquareTest,
  driftTests,
  hellinger,
  jensenShannon,
  lInfinity,
  psiTest,
  shareTest,
  totalVariation,
} from '../index.ts';

const pair = { reference: [5, 10, 85], current: [20, 30, 150] };
const near = (expected: number) => expect.closeTo(expected, 13) as number;
const distance = (result: { ok: true; distance: number } | { ok: false }): number =>
  result.ok ? result.distance : NaN;

describe('the measures of two sets of counts', () => {
  it('are those of scipy 1.17 and numpy', () => {
    expect(jensenShannon(pair)).toMatchObject({
      distanceBase2: near(0.10961144567821515),
      distanceNat: near(0.09125751453505954),
      klRefToCur: near(0.031184801672091395),
    });
    expect(distance(hellinger(pair))).toBeCloseTo(0.09153613280350462, 13);
    expect(distance(totalVariation(pair))).toBeCloseTo(0.1, 15);
    expect(distance(lInfinity(pair))).toBeCloseTo(0.1, 15);
    expect(chiSquareTest(pair)).toMatchObject({
      statistic: near(4.1010638297872335),
      df: 2,
      pValue: near(0.1286664457837344),
    });
  });

  it('psi has its null mean taken out, and a p (numpy and scipy 1.17)', () => {
    expect(psiTest(pair)).toMatchObject({
      statistic: near(0.06744692872880607),
      nullMean: near(0.03),
      excess: near(0.03744692872880607),
      chiSquareApprox: near(3.978324738985287),
      df: 2,
      pValue: near(0.13680997367194012),
    });
    expect(psiTest(pair, { smoothing: 'laplace' })).toMatchObject({ statistic: near(0.05967487108477931) });
  });

  it('psi raises every share to 1e-4, or only those of 0 (by hand)', () => {
    const rare = { reference: [99_999, 1], current: [100_000, 0] };
    expect(psiTest(rare)).toMatchObject({ statistic: near((1e-5 - 0) ** 2) });
    const replaced = -1e-5 * Math.log1p(-1e-5) + (1e-5 - 1e-4) * Math.log(0.1);
    expect(psiTest(rare, { smoothing: 'replaceZeros' })).toMatchObject({ statistic: near(replaced) });
  });

  it('stay exact where shares are close: the leading terms are known', () => {
    const close = { reference: [1e7, 1e7], current: [1e7 + 1, 1e7 - 1] };
    const t = 5e-8;
    const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);
    const js = jensenShannon(close);
    if (!js.ok) throw new Error(js.reason);
    // Shares 1/2 and 1/2 +- t: JS is t^2 / 2, Hellinger t / sqrt 2, PSI 4 t^2, to leading order.
    expect(relative(js.divergenceNat, (t * t) / 2)).toBeLessThan(1e-11);
    expect(relative(distance(hellinger(close)), t / Math.SQRT2)).toBeLessThan(1e-11);
    const psi = psiTest(close);
    expect(psi.ok && relative(psi.statistic, 4 * t * t)).toBeLessThan(1e-11);
  });

  it('take weights of any size (shares by hand)', () => {
    for (const scale of [1, 1e-200, 1e-300, 1e200, 1e307]) {
      const scaled = { reference: [10 * scale, scale], current: [scale, scale] };
      expect(psiTest(scaled), String(scale)).toMatchObject({ statistic: near((9 / 22) * Math.log(10)) });
      expect(distance(totalVariation(scaled)), String(scale)).toBeCloseTo(9 / 22, 14);
    }
    expect(psiTest({ reference: [1e308, 1e308], current: [1, 1] })).toMatchObject({ reason: 'invalidCounts' });
  });

  it('are bounded, symmetric where they are distances, and 0 of counts against themselves', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 });
    const property = fc.property(counts, counts, fc.integer({ min: 2, max: 9 }), (reference, current, factor) => {
      for (const [name, test] of Object.entries(driftTests)) {
        const run = (a: number[], b: number[]) =>
          test({
            counts: { reference: a, current: b },
            numbers: undefined,
            options: { alpha: 0.05, exactBelow: 0, seed: 1 },
          });
        const result = run(reference, current);
        if (result?.ok !== true) {
          expect(result === undefined || Math.max(...reference) === 0 || Math.max(...current) === 0, name).toBe(true);
          continue;
        }
        expect(result.pValue >= 0 && result.pValue <= 1, name).toBe(true);
        expect(result.statistic >= 0 && (name === 'psi' || name === 'chiSquare' || result.statistic <= 1), name).toBe(
          true,
        );
        const other = run(current, reference);
        expect(other?.ok === true && Math.abs(other.statistic - result.statistic), name).toBeLessThan(1e-9);
        const order = run([...reference].reverse(), [...current].reverse());
        expect(order?.ok === true && Math.abs(order.statistic - result.statistic), name).toBeLessThan(1e-9);
        const same = run(
          reference,
          reference.map((count) => factor * count),
        );
        expect(same?.ok === true && [same.statistic, same.effect.value], name).toEqual([0, 0]);
        // The half counts that smooth the index weigh more in the smaller sample.
        expect(same?.ok === true && same.pValue, name).toBeGreaterThanOrEqual(name === 'psi' ? 0.05 : 1);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });

  it('have no result without data, and none for what is no count', () => {
    const empty = { reference: [0, 0], current: [1, 2] };
    for (const measure of [jensenShannon, hellinger, totalVariation, lInfinity, psiTest, chiSquareTest, shareTest]) {
      expect(measure(empty)).toMatchObject({ ok: false, reason: 'insufficientData' });
      expect(measure({ reference: [1, -1], current: [1, 2] })).toMatchObject({ ok: false, reason: 'invalidCounts' });
      expect(measure({ reference: [1, NaN], current: [1, 2] })).toMatchObject({ ok: false, reason: 'invalidCounts' });
      expect(() => measure({ reference: [1, 2], current: [1] }), measure.name).toThrow(RangeError);
    }
  });
});

describe('chiSquareTest', () => {
  it('is exact in small samples: Fisher for two categories (scipy 1.17), drawn tables for more', () => {
    expect(chiSquareTest({ reference: [8, 2, 0], current: [1, 9, 0] })).toMatchObject({
      method: 'fisher',
      pValue: near(0.005477494641581329),
      warnings: ['smallSample'],
    });
    const small = { reference: [6, 3, 1], current: [1, 4, 5] };
    const drawn = chiSquareTest(small);
    expect(drawn).toMatchObject({ method: 'monteCarlo', warnings: ['smallSample'] });
    // All tables with these totals enumerated by a program: 0.05848795. Within four standard errors of 2000 draws.
    expect(drawn.ok && Math.abs(drawn.pValue - 0.05848795)).toBeLessThan(0.02);
    expect(drawn).toEqual(chiSquareTest(small, { seed: 1 }));
    expect(chiSquareTest(small, { exactBelow: 0 })).toMatchObject({
      method: 'pearson',
      warnings: ['smallExpectedCounts'],
    });
  });
});

describe('shareTest', () => {
  it('tests the change of the share of the second category', () => {
    expect(shareTest({ reference: [900, 100], current: [850, 150] })).toMatchObject({
      method: 'z',
      // sqrt of Pearson's chi-square 11.428571428571429 of the table, by hand 80/7.
      statistic: near(Math.sqrt(80 / 7)),
      effect: { name: 'shareChange', value: near(0.05) },
    });
    expect(shareTest({ reference: [10], current: [40] })).toMatchObject({ statistic: 0, pValue: 1 });
  });
});
