import { describe, expect, it } from 'vitest';
import { estimateError, fitDle } from './index.ts';
import { createSampler } from '../testing/random-sample.ts';
import { fitBoostedStumps, predictBoosted } from './boosted-stumps.ts';

/** A model whose errors grow with the distance of one feature from 0. */
function simulate(seed: number, { n = 4000, shift = 0 } = {}) {
  const { normal, many } = createSampler(seed);
  const x = many(n, () => normal() + shift);
  const noise = many(n, normal);
  const predictions = x.map((value) => 2 * value);
  const targets = predictions.map((value, row) => value + (0.2 + Math.abs(x[row] ?? 0)) * normal());
  return { features: [x, noise], predictions, targets };
}

function fitted(rows: Parameters<typeof fitDle>[0]) {
  const reference = fitDle(rows);
  if (!reference.ok) throw new Error(reference.reason);
  return reference;
}

const realised = ({ predictions, targets }: ReturnType<typeof simulate>) =>
  predictions.reduce((sum, value, row) => sum + Math.abs(value - (targets[row] ?? 0)), 0) / predictions.length;

describe('fitBoostedStumps', () => {
  it('finds the one split there is, in full at a learning rate of 1 (by hand)', () => {
    const column = [1, 2, 3, 4, 5, 6, 7, 8];
    const targets = Float64Array.of(1, 1, 1, 1, 1, 5, 5, 5);
    const model = fitBoostedStumps([column], targets, { learningRate: 1, leastRows: 1 });
    expect(model.start).toBe(2.5);
    expect(model.stumps).toHaveLength(1);
    expect(model.stumps[0]).toMatchObject({ column: 0, left: -1.5, right: 2.5 });
    expect([...predictBoosted(model, [[1, 5, 6, Number.NaN]])]).toEqual([1, 1, 5, 1]);
  });

  it('leaves what a constant explains, and a column without values', () => {
    const none = [Number.NaN, Number.NaN, Number.NaN];
    expect(fitBoostedStumps([[1, 2, 3], none], Float64Array.of(4, 4, 4), { leastRows: 1 })).toEqual({
      start: 4,
      stumps: [],
    });
  });

  it('comes near a sum of curves', () => {
    const { uniform, many } = createSampler(6);
    const columns = [many(3000, uniform), many(3000, uniform), many(3000, uniform)];
    const curve = (a: number, b: number) => Math.sin(6 * a) + (b > 0.3 ? 1 : 0);
    const targets = Float64Array.from({ length: 3000 }, (_, row) =>
      curve(columns[0]?.[row] ?? 0, columns[1]?.[row] ?? 0),
    );
    const model = fitBoostedStumps(columns, targets, { rounds: 300 });
    const squares = predictBoosted(model, columns).reduce(
      (sum, value, row) => sum + (value - (targets[row] ?? 0)) ** 2,
      0,
    );
    expect(squares / 3000).toBeLessThan(0.01);
    expect(model.stumps.filter(({ column }) => column === 2).length).toBeLessThan(20);
  });
});

describe('estimateError', () => {
  it('estimates the error of drifted inputs, where the mean of the reference is far off', () => {
    const reference = fitted(simulate(1));
    expect(JSON.stringify(reference).length).toBeLessThan(20_000);
    const drifted = simulate(2, { shift: 1, n: 2000 });
    const estimate = estimateError(reference, drifted);
    if (!estimate.ok) throw new Error(estimate.reason);
    expect(Math.abs(estimate.value / realised(drifted) - 1)).toBeLessThan(0.1);
    expect(reference.meanAbsoluteError / realised(drifted)).toBeLessThan(0.85);
    expect(estimate).toMatchObject({ severity: 'drift', n: 2000, dropped: 0 });
  });

  it('covers what the error turns out to be, and raises no alarm without change', () => {
    const reference = fitted(simulate(1, { n: 10_000 }));
    let [covered, alarms] = [0, 0];
    const runs = 150;
    for (let run = 0; run < runs; run += 1) {
      const chunk = simulate(100 + run, { n: run % 2 === 0 ? 200 : 500 });
      const estimate = estimateError(reference, chunk);
      if (!estimate.ok) throw new Error(estimate.reason);
      covered += Number(estimate.lower <= realised(chunk) && realised(chunk) <= estimate.upper) / runs;
      alarms += Number(estimate.severity === 'drift') / runs;
    }
    expect(covered).toBeGreaterThan(0.9);
    expect(alarms).toBeLessThan(0.05);
  });

  it('takes the mean where nothing foretells the error', () => {
    const { normal, many } = createSampler(3);
    const rows = { features: [many(1000, normal)], predictions: many(1000, normal) };
    const reference = fitted({ ...rows, targets: rows.predictions.map((value) => value + normal()) });
    expect(reference.model.stumps).toEqual([]);
    expect(reference.model.start).toBeCloseTo(reference.meanAbsoluteError, 12);
    expect(estimateError(reference, rows)).toMatchObject({ severity: 'none' });
  });

  it('leaves out rows without a prediction or a target, and says when there are too few', () => {
    const rows = simulate(4, { n: 300 });
    rows.targets[3] = Number.NaN;
    rows.predictions[4] = Number.NaN;
    const reference = fitted(rows);
    expect(reference).toMatchObject({ n: 298, dropped: 2 });
    expect(estimateError(reference, rows)).toMatchObject({ n: 299, dropped: 1 });
    expect(fitDle(simulate(4, { n: 199 }))).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 200,
      received: 199,
    });
    expect(estimateError(reference, { features: [[], []], predictions: [] })).toMatchObject({ ok: false });
    expect(() => estimateError(reference, { features: [[1]], predictions: [1, 2] })).toThrow(RangeError);
    expect(estimateError({ ...reference, meanAbsoluteError: 0, model: { start: 0, stumps: [] } }, rows)).toMatchObject({
      severity: 'none',
    });
  });
});
