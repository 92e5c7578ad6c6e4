import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatePerformance, fitCbpe } from './index.ts';
import { createSampler } from '../testing/random-sample.ts';
import { calibrationError } from './calibration-error.ts';
import { classificationMetrics } from './classification-metrics.ts';
import { calibrate, fitIsotonic } from './isotonic-calibration.ts';

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Scores of a model that says the true probability, or a distorted one. */
function simulate(seed: number, { n = 3000, shift = 0, distort = (p: number): number => p } = {}) {
  const { normal, many, uniform } = createSampler(seed);
  const truth = many(n, () => logistic(1.5 * normal() + shift));
  return { scores: truth.map(distort), labels: truth.map((p) => Number(uniform() < p)), truth };
}

function fitted(...[labelled, options]: Parameters<typeof fitCbpe>) {
  const reference = fitCbpe(labelled, options);
  if (!reference.ok) throw new Error(reference.reason);
  return reference;
}

describe('fitIsotonic', () => {
  it.each([
    { scores: [1, 2, 3, 4], labels: [0, 1, 0, 1], at: [0.5, 1.5, 2.5, 3.5, 9], values: [0, 0.25, 0.5, 0.75, 1] },
    { scores: [3, 1, 2], labels: [0, 1, 0], at: [0, 2, 5], values: [1 / 3, 1 / 3, 1 / 3] },
    { scores: [1, 1, 2, 2], labels: [0, 1, 1, 1], at: [1, 1.5, 2], values: [0.5, 0.75, 1] },
  ])('of $scores, by hand', ({ scores, labels, at, values }) => {
    const calibration = fitIsotonic(scores, labels);
    for (const [index, score] of at.entries())
      expect(calibrate(calibration, score)).toBeCloseTo(values[index] ?? -1, 14);
  });

  it('never falls, stays within the labels, and keeps their mean', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 1)), { minLength: 1 });
    const property = fc.property(rows, (pairs) => {
      const [scores, labels] = [pairs.map(([score]) => score / 20), pairs.map(([, label]) => label)];
      const calibration = fitIsotonic(scores, labels);
      const values = scores.map((score) => calibrate(calibration, score));
      const ascending = [...scores].sort((a, b) => a - b).map((score) => calibrate(calibration, score));
      expect(ascending.every((value, at) => value >= (ascending[at - 1] ?? 0) && value <= 1)).toBe(true);
      const sum = (all: readonly number[]) => all.reduce((total, value) => total + value, 0);
      expect(sum(values)).toBeCloseTo(sum(labels), 9);
    });
    fc.assert(property, { seed: 3 });
  });
});

describe('calibrationError', () => {
  it.each([
    { probabilities: [0.25, 0.75], labels: [0, 1], error: 0.25 },
    { probabilities: [0.31, 0.33, 0.9, 1], labels: [1, 0, 1, 1], error: (0.36 + 0.1) / 4 },
    { probabilities: [0, 1], labels: [0, 1], error: 0 },
  ])('of $probabilities is $error, by hand', ({ probabilities, labels, error }) => {
    expect(calibrationError(probabilities, labels)).toBeCloseTo(error, 14);
  });
});

describe('classificationMetrics', () => {
  it('of known labels are those everybody knows (by hand)', () => {
    const scores = [0.9, 0.8, 0.7, 0.4, 0.4, 0.1];
    const { counts, metrics } = classificationMetrics({ scores, probabilities: [1, 0, 1, 1, 0, 0], threshold: 0.5 });
    expect(counts).toEqual({ truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 });
    const of = { accuracy: 4 / 6, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, auroc: 6.5 / 9 };
    for (const [name, value] of Object.entries(of)) {
      expect(metrics[name as keyof typeof metrics]?.value).toBeCloseTo(value, 14);
      expect(metrics[name as keyof typeof metrics]?.variance).toBeCloseTo(0, 14);
    }
  });

  it('have the expectation and the variance that all outcomes of the labels have, weighted by their probability', () => {
    // Small enough to go through every outcome; large enough for the delta method to be near.
    const { many, uniform } = createSampler(8);
    const scores = many(13, uniform).sort();
    const probabilities = scores.map((score) => 0.15 + 0.7 * score);
    const expected = classificationMetrics({ scores, probabilities, threshold: 0.5 }).metrics;
    const sums = { accuracy: [0, 0, 0], precision: [0, 0, 0], recall: [0, 0, 0], f1: [0, 0, 0], auroc: [0, 0, 0] };
    for (let outcome = 0; outcome < 2 ** 13; outcome += 1) {
      const labels = probabilities.map((_, row) => (outcome >> row) & 1);
      const chance = probabilities.reduce((all, p, row) => all * (labels[row] === 1 ? p : 1 - p), 1);
      const { metrics } = classificationMetrics({ scores, probabilities: labels, threshold: 0.5 });
      for (const [name, sum] of Object.entries(sums)) {
        const value = metrics[name as keyof typeof sums]?.value;
        if (value === undefined) continue;
        for (const power of [0, 1, 2]) sum[power] = (sum[power] ?? 0) + chance * value ** power;
      }
    }
    for (const [name, [weight = 0, first = 0, second = 0]] of Object.entries(sums)) {
      const estimate = expected[name as keyof typeof sums];
      const mean = first / weight;
      const variance = second / weight - mean ** 2;
      const isLinear = name === 'accuracy' || name === 'precision';
      expect(Math.abs((estimate?.value ?? 9) - mean)).toBeLessThan(isLinear ? 1e-12 : 0.02);
      expect(Math.abs((estimate?.variance ?? 9) / variance - 1)).toBeLessThan(isLinear ? 1e-10 : 0.35);
    }
  });
});

describe('fitCbpe', () => {
  it('takes calibrated scores as they are, and calibrates the others', () => {
    const overconfident = (p: number) => logistic(3 * Math.log(p / (1 - p)));
    const honest = fitted(simulate(1, { n: 20_000 }));
    const wrong = fitted(simulate(1, { n: 20_000, distort: overconfident }));
    expect(honest.calibrationError.raw).toBeLessThan(0.015);
    expect(wrong.calibrationError.raw).toBeGreaterThan(0.08);
    expect(wrong.calibrationError.calibrated).toBeLessThan(0.02);
    expect(wrong.calibration).not.toBeNull();
    expect(JSON.stringify(wrong).length).toBeLessThan(10_000);
  });

  it('refuses a reference of one class and one that is too small, and leaves out rows without score or label', () => {
    const scores = Array.from({ length: 200 }, (_, row) => row / 200);
    const one = scores.map(() => 1);
    expect(fitCbpe({ scores, labels: one })).toEqual({ ok: false, reason: 'oneClass', label: 1, received: 200 });
    expect(fitCbpe({ scores: scores.slice(0, 99), labels: one.slice(0, 99) })).toMatchObject({
      needed: 100,
      received: 99,
    });
    const labels = scores.map((score, row) => (row === 7 ? Number.NaN : Number(score > 0.4)));
    expect(fitCbpe({ scores: scores.with(8, Number.NaN), labels })).toMatchObject({ ok: true, n: 198, dropped: 2 });
  });

  it.each([
    { scores: [0.5, 1.5], labels: [0, 1] },
    { scores: [0.5, 0.5], labels: [0, 2] },
    { scores: [0.5], labels: [0, 1] },
  ])('refuses %o', (labelled) => {
    expect(() => fitCbpe(labelled)).toThrow(RangeError);
  });
});

describe('estimatePerformance', () => {
  it('has expected counts of the probabilities (by hand)', () => {
    const reference = { ...fitted(simulate(1)), calibration: null, threshold: 0.5 };
    const estimate = estimatePerformance(reference, [0.9, 0.6, 0.2, Number.NaN]);
    if (!estimate.ok) throw new Error(estimate.reason);
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = estimate.expectedCounts;
    const counts = [truePositives, falsePositives, falseNegatives, trueNegatives];
    for (const [index, count] of [1.5, 0.5, 0.2, 0.8].entries()) expect(counts[index]).toBeCloseTo(count, 14);
    expect(estimate.metrics.accuracy?.value).toBeCloseTo(2.3 / 3, 14);
    expect(estimate.metrics.f1?.value).toBeCloseTo(3 / 3.7, 14);
    // Pairs of two rows: wins .9*.4 + .9*.8 + .6*.8, losses .6*.1 + .2*.1 + .2*.4.
    expect(estimate.metrics.auroc?.value).toBeCloseTo(1.56 / 1.72, 14);
    expect(estimate).toMatchObject({ n: 3, dropped: 1 });
    expect(estimatePerformance(reference, [0.1, 0.2])).toMatchObject({ metrics: { precision: null } });
    expect(estimatePerformance(reference, [])).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(() => estimatePerformance(reference, [1.1])).toThrow(RangeError);
  });

  it('covers what the metrics turn out to be at the stated confidence, whatever the chunk, when inputs drift', () => {
    const reference = fitted(simulate(40, { n: 20_000, distort: (p) => p ** 2 }));
    expect(reference.calibration).not.toBeNull();
    const covered: Record<string, number> = {};
    const runs = 200;
    for (let run = 0; run < runs; run += 1) {
      const n = run % 2 === 0 ? 250 : 600;
      const { scores, labels } = simulate(1000 + run, { n, shift: -0.7, distort: (p) => p ** 2 });
      const estimate = estimatePerformance(reference, scores);
      const { metrics } = classificationMetrics({ scores, probabilities: labels, threshold: 0.5 });
      if (!estimate.ok) throw new Error(estimate.reason);
      for (const [name, band] of Object.entries(estimate.metrics)) {
        const truth = metrics[name as keyof typeof metrics]?.value ?? Number.NaN;
        const isIn = band !== null && band.lower <= truth && truth <= band.upper;
        covered[name] = (covered[name] ?? 0) + Number(isIn) / runs;
      }
    }
    for (const share of Object.values(covered)) expect(share).toBeGreaterThan(0.95 - 3 * Math.sqrt(0.0475 / runs));
    expect(Object.keys(covered)).toHaveLength(5);
  });

  it('raises an alarm when inputs move to where the model is unsure, and none without change', () => {
    const reference = fitted(simulate(50, { n: 10_000 }));
    const same = estimatePerformance(reference, simulate(51).scores);
    const { many, normal } = createSampler(52);
    const unsure = estimatePerformance(
      reference,
      many(3000, () => logistic(0.3 * normal())),
    );
    if (!same.ok || !unsure.ok) throw new Error('no estimate');
    for (const metric of Object.values(same.metrics)) expect(metric?.severity).not.toBe('drift');
    expect(unsure.metrics.accuracy?.severity).toBe('drift');
    expect(unsure.metrics.auroc?.severity).toBe('drift');
  });
});
