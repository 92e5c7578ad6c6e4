import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createProfile,
  createQuantileSketch,
  detectDrift,
  fitReference,
  ksTest,
  type QuantileSketchSnapshot,
  sketchKsTest,
  sketchQuantile,
  sketchRankError,
} from '../index.ts';
import { createSampler } from '../testing/random-sample.ts';
import { coin } from './coin.ts';
import { weightedValues } from './sketch-ranks.ts';

const sketchOf = (values: ArrayLike<number>, seed: number, k = 256): QuantileSketchSnapshot => {
  const sketch = createQuantileSketch({ seed, k });
  sketch.addAll(values);
  return sketch.toJSON();
};

/** The largest error of the share of values up to any x. */
function largestError(sketch: QuantileSketchSnapshot, values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const { values: kept, weights } = weightedValues(sketch);
  let [at, estimate, error] = [0, 0, 0];
  for (const [rank, value] of sorted.entries()) {
    while (at < kept.length && (kept[at] as number) <= value) estimate += weights[at++] as number;
    error = Math.max(error, Math.abs(estimate - (rank + 1)));
  }
  return error / sorted.length;
}

describe('createQuantileSketch', () => {
  it('knows every rank within its bound, in whatever order and parts the values come', () => {
    const { many, normal } = createSampler(4);
    const values = many(50_000, normal);
    for (const [seed, input] of [values, values.toSorted(), values.toSorted().reverse()].entries()) {
      const sketch = sketchOf(input, seed);
      expect(largestError(sketch, values)).toBeLessThan(sketchRankError(sketch));
      expect(sketchRankError(sketch)).toBeLessThan(0.03);
    }
  });

  it('holds its bound in 99 of 100 merged sketches, and is not far from it', () => {
    const { many, uniform } = createSampler(5);
    const shares = Array.from({ length: 100 }, (_, run) => {
      const values = many(8000, uniform);
      const parts = [0, 1, 2, 3].map((part) =>
        sketchOf(values.subarray(part * 2000, (part + 1) * 2000), 10 * run + part, 64),
      );
      const merged = createQuantileSketch({ seed: 10 * run + 9, k: 64 });
      for (const part of run % 2 === 0 ? parts : parts.reverse()) merged.merge(part);
      const sketch = merged.toJSON();
      expect(sketch.moments).toMatchObject({ n: 8000, min: Math.min(...values), max: Math.max(...values) });
      return largestError(sketch, values) / sketchRankError(sketch);
    });
    expect(shares.filter((share) => share > 1).length).toBeLessThanOrEqual(1);
    expect(Math.max(...shares)).toBeGreaterThan(0.2);
  });

  it('is exact up to its first halving', () => {
    const property = fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 63 }), (values) => {
      const sketch = sketchOf(values, 1, 64);
      const sorted = values.toSorted((a, b) => a - b);
      expect(sketchRankError(sketch)).toBe(0);
      expect([...weightedValues(sketch).values]).toEqual(sorted);
      if (sorted.length > 0) {
        expect(sketchQuantile(sketch, 0)).toBe(sorted[0]);
        expect(sketchQuantile(sketch, 1)).toBe(sorted.at(-1));
        expect(sketchQuantile(sketch, 0.5)).toBe(sorted[Math.ceil(sorted.length / 2) - 1]);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 100 });
  });

  it('loses no value and no memory of JSON', () => {
    const { many, normal } = createSampler(6);
    const sketch = sketchOf(many(30_001, normal), 7);
    expect(weightedValues(sketch).weights.reduce((sum, weight) => sum + weight, 0)).toBe(30_001);
    const restored = createQuantileSketch({ seed: 7, k: 256 });
    restored.merge(JSON.parse(JSON.stringify(sketch)) as QuantileSketchSnapshot);
    expect(restored.toJSON()).toEqual(sketch);
  });

  it('keeps infinite and missing values apart', () => {
    const sketch = sketchOf([-Infinity, 1, 2, Infinity, NaN], 1);
    expect(sketch).toMatchObject({
      missing: 1,
      positiveInfinities: 1,
      negativeInfinities: 1,
      moments: { n: 2, mean: 1.5 },
    });
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => sketchQuantile(sketch, p))).toEqual([
      -Infinity,
      -Infinity,
      1,
      2,
      Infinity,
    ]);
    expect(sketchQuantile(sketchOf([], 1), 0.5)).toBeNaN();
  });

  it('refuses what is misuse', () => {
    expect(() => createQuantileSketch({ seed: 1, k: 63 })).toThrow(RangeError);
    expect(() => createQuantileSketch({ seed: -1 })).toThrow(RangeError);
    expect(() => { createQuantileSketch({ seed: 1 }).merge(sketchOf([], 1)); }).toThrow('Sketches merge if k is equal'); // prettier-ignore
    expect(() => sketchQuantile(sketchOf([], 1), 2)).toThrow(RangeError);
    expect(() => sketchRankError(sketchOf([], 1), 1)).toThrow(RangeError);
  });

  it('throws fair coins', () => {
    let [sum, pairs] = [0, 0];
    for (let index = 0; index < 10_000; index += 1) {
      sum += coin(index % 7, index);
      pairs += Number(coin(1, index) === coin(2, index));
    }
    // Five standard deviations about one half.
    expect(Math.abs(sum - 5000)).toBeLessThan(250);
    expect(Math.abs(pairs - 5000)).toBeLessThan(250);
  });
});

describe('sketchKsTest', () => {
  it('is the test itself while the sketches are exact', () => {
    const { many, normal } = createSampler(8);
    const [x, y] = [many(200, normal), many(150, () => normal() + 0.3)];
    const [exact, test] = [ksTest(x, y), sketchKsTest(sketchOf(x, 1), sketchOf(y, 2))];
    if (!exact.ok || !test.ok) throw new Error('no result');
    expect([test.statistic, test.pValue, test.statisticAtMost]).toEqual([
      exact.statistic,
      exact.pValue,
      exact.statistic,
    ]);
  });

  it('claims no more than the values do, and brackets their distance', () => {
    const { many, normal } = createSampler(9);
    for (let run = 0; run < 20; run += 1) {
      const [x, y] = [many(4000, normal), many(4000, () => normal() + 0.01 * run)];
      const [exact, test] = [
        ksTest(x, y, { method: 'asymptotic' }),
        sketchKsTest(sketchOf(x, 2 * run), sketchOf(y, 2 * run + 1)),
      ];
      if (!exact.ok || !test.ok) throw new Error('no result');
      expect(test.pValue).toBeGreaterThanOrEqual(exact.pValue);
      expect(test.statisticAtMost).toBeGreaterThanOrEqual(exact.statistic);
    }
  });

  it('has no result without values', () => {
    expect(sketchKsTest(sketchOf([], 1), sketchOf([1], 1))).toMatchObject({ ok: false, reason: 'insufficientData' });
  });
});

describe('a sketch in a profile', () => {
  it('is compared with the baseline, less its error', () => {
    const { many, normal } = createSampler(10);
    const baseline = fitReference({ ms: many(20_000, normal) }, { ms: 'numeric' });
    const report = (shift: number) => {
      const profile = createProfile(baseline);
      profile.addSketch('ms', sketchOf(many(20_000, () => normal() + shift), 3)); // prettier-ignore
      return detectDrift(baseline, profile.toJSON()).columns[0];
    };
    expect(report(0.4)).toMatchObject({ severity: 'drift', result: { method: 'asymptotic on a sketch' } });
    expect(report(0)?.severity).toBe('none');
    expect(() => { createProfile(baseline).addSketch('other', sketchOf([1], 1)); }).toThrow(RangeError); // prettier-ignore
  });
});
