import { describe, expect, it } from 'vitest';
import {
  chiSquareTest,
  detectDrift,
  fitExactReference,
  fitReference,
  ksTest,
  type Schema,
  shareTest,
} from './index.ts';
import { ksExactLogP } from './kolmogorov-smirnov/exact-log-p.ts';
import { createSampler } from './testing/random-sample.ts';

const alpha = 0.05;
const runs = 10_000;
const sizes = [30, 200, 2000];

/** How often p is at most alpha in `runs` comparisons of data with data from the same source. */
function falseAlarmRate(pValue: () => number): number {
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) alarms += Number(pValue() <= alpha);
  return alarms / runs;
}

/** Three standard deviations of a rate over that many runs. */
const slack = (rate: number): number => 3 * Math.sqrt((rate * (1 - rate)) / runs);

const pOf = (test: { ok: true; pValue: number } | { ok: false }): number => (test.ok ? test.pValue : NaN);

describe('the false alarm rate of tests on data without drift', () => {
  it.each(sizes)('Kolmogorov-Smirnov at n = m = %d', (n) => {
    const { uniform } = createSampler(n);
    // Uniform numbers in ascending order come from exponential steps, without a sort.
    const sample = () => {
      const sorted = new Float64Array(n);
      let sum = 0;
      for (let index = 0; index < n; index += 1) sorted[index] = sum -= Math.log(1 - uniform());
      const total = sum - Math.log(1 - uniform());
      return { sorted: sorted.map((value) => value / total), dropped: 0 };
    };
    // The distance takes steps of 1 / n, so the level is the largest possible p that is at most alpha.
    let k = 1;
    while (ksExactLogP({ n, m: n, h: n * k }) > Math.log(alpha)) k += 1;
    const level = Math.exp(ksExactLogP({ n, m: n, h: n * k }));
    expect(Math.abs(falseAlarmRate(() => pOf(ksTest(sample(), sample()))) - level)).toBeLessThanOrEqual(slack(level));
  });

  const categories = (n: number, draw: () => number, shares: readonly number[]): number[] => {
    const counts = shares.map(() => 0);
    for (let index = 0; index < n; index += 1) {
      let rest = draw();
      let category = 0;
      while (category < shares.length - 1 && rest >= (shares[category] as number)) rest -= shares[category++] as number;
      counts[category] = (counts[category] as number) + 1;
    }
    return counts;
  };

  it.each(sizes)('chi-square of four categories at n = m = %d', (n) => {
    const { uniform } = createSampler(n + 1);
    const counts = () => categories(n, uniform, [0.3, 0.3, 0.2, 0.2]);
    const rate = falseAlarmRate(() => pOf(chiSquareTest({ reference: counts(), current: counts() })));
    expect(Math.abs(rate - alpha)).toBeLessThanOrEqual(slack(alpha));
  });

  it.each(sizes.slice(1))('two proportions at n = m = %d', (n) => {
    const { uniform } = createSampler(n + 2);
    const counts = () => categories(n, uniform, [0.6, 0.4]);
    const rate = falseAlarmRate(() => pOf(shareTest({ reference: counts(), current: counts() })));
    // 3 sd, and the steps of the counts.
    expect(Math.abs(rate - alpha)).toBeLessThanOrEqual(slack(alpha) + 0.002);
  });

  it('of exact tests in small samples is at most alpha', () => {
    const { uniform } = createSampler(3);
    const counts = () => categories(20, uniform, [0.8, 0.2]);
    expect(falseAlarmRate(() => pOf(shareTest({ reference: counts(), current: counts() })))).toBeLessThanOrEqual(alpha);
    const small = () => Float64Array.from({ length: 12 }, () => Math.floor(6 * uniform()));
    expect(falseAlarmRate(() => pOf(ksTest(small(), small())))).toBeLessThanOrEqual(alpha + slack(alpha));
  });
});

describe('the decision over 50 columns', () => {
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
  const schema: Schema = Object.fromEntries(names.map((name, index) => [name, index < 40 ? 'numeric' : 'categorical']));

  it.each([100, 300])('alarms in at most alpha + 0.01 of the runs without drift, at %d rows', (n) => {
    const { uniform, many } = createSampler(n);
    const missing = () => (uniform() < 0.02 ? NaN : uniform());
    const texts = () => Array.from({ length: n }, () => 'abcd'[Math.floor(4 * uniform())]);
    const table = () =>
      Object.fromEntries(
        names.map((name, index) => [name, index < 40 ? many(n, index % 4 ? uniform : missing) : texts()]),
      );
    let [alarms, comparisons] = [0, 0];
    for (; comparisons < 400; comparisons += 1) {
      alarms += Number(detectDrift(fitExactReference(table(), schema), table(), { alpha }).severity === 'drift');
    }
    expect(alarms / comparisons).toBeLessThanOrEqual(alpha + 0.01);
  });

  it.each([fitExactReference, fitReference])(
    'flags a mean shift of 0.3 standard deviations in over 99 % of runs',
    (fit) => {
      const { many, normal } = createSampler(4);
      let flagged = 0;
      for (let run = 0; run < 300; run += 1) {
        const reference = fit({ x: many(1000, normal) }, { x: 'numeric' });
        const current = { x: many(1000, () => normal() + 0.3) };
        flagged += Number(detectDrift(reference, current, { alpha }).severity === 'drift');
      }
      expect(flagged / 300).toBeGreaterThan(0.99);
    },
  );
});
