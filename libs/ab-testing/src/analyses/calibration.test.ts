import { createRandomGenerator, type RandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { compareMeans } from './compare-means.ts';
import { compareProportions } from './compare-proportions.ts';
import { sampleRatio } from './sample-ratio.ts';
import type { ConfidenceSequence, Look } from './sequential/confidence-sequence.ts';
import { sequentialMethods } from './sequential/index.ts';
import { firstSequentialState, updateSequentialState } from './sequential/sequential-state.ts';
import { sequentialSampleRatio } from './sequential-sample-ratio.ts';

const alpha = 0.05;

/** How often `alarm` is true, over the runs. */
function rate(runs: number, alarm: () => boolean): number {
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) alarms += Number(alarm());
  return alarms / runs;
}

/** Three standard deviations of a share of 10,000 runs around alpha. */
const slack = 3 * Math.sqrt((alpha * (1 - alpha)) / 10_000);

const pValueOf = (result: { readonly ok: boolean; readonly pValue?: number }): number => {
  if (!result.ok || result.pValue === undefined) throw new Error('the runs have results');
  return result.pValue;
};

const successes = (generator: RandomGenerator, trials: number, chance: number): number => {
  let count = 0;
  for (let trial = 0; trial < trials; trial += 1) count += Number(generator.next() < chance);
  return count;
};

describe.each([30, 200, 2000])('with %d units an arm and no difference', (n) => {
  it('the z test raises as many false alarms as alpha says', () => {
    const generator = createRandomGenerator(n);
    const arm = () => ({ successes: successes(generator, n, 0.3), trials: n });
    const found = rate(10_000, () => pValueOf(compareProportions(arm(), arm(), { method: 'pooledZ' })) <= alpha);
    expect(Math.abs(found - alpha)).toBeLessThanOrEqual(slack);
  });

  it('Welch’s test raises as many false alarms as alpha says', () => {
    const generator = createRandomGenerator(n + 1);
    const arms = [new Float64Array(n), new Float64Array(n)] as const;
    const found = rate(10_000, () => {
      for (const arm of arms) for (let unit = 0; unit < n; unit += 1) arm[unit] = generator.next();
      return pValueOf(compareMeans(...arms)) <= alpha;
    });
    expect(Math.abs(found - alpha)).toBeLessThanOrEqual(slack);
  });
});

/** Running sums of conversions of two equal arms, looked at 1000 times after every 20 new units an arm, from 100 on. */
function falseAlarms(method: (look: Look) => ConfidenceSequence, seed: number): number {
  const generator = createRandomGenerator(seed);
  return rate(400, () => {
    let [a, b] = [successes(generator, 100, 0.3), successes(generator, 100, 0.3)];
    let state = firstSequentialState;
    for (let n = 100, look = 0; look < 1000; look += 1, n += 20) {
      const [rateA, rateB] = [a / n, b / n];
      const standardError = Math.sqrt((rateA * (1 - rateA) + rateB * (1 - rateB)) / n);
      state = updateSequentialState(state, method({ difference: rateB - rateA, standardError, nTotal: 2 * n }));
      if (state.pValue <= alpha) return true;
      a += successes(generator, 20, 0.3);
      b += successes(generator, 20, 0.3);
    }
    return false;
  });
}

describe('over 1000 looks at two equal arms', () => {
  it.each([
    { name: 'asymptotic', method: (look: Look) => sequentialMethods.asymptotic(look, { tuningN: 5000 }) },
    { name: 'normalMixture', method: (look: Look) => sequentialMethods.normalMixture(look, { tuningN: 10_000 }) },
    { name: 'mixtureSprt', method: (look: Look) => sequentialMethods.mixtureSprt(look, { mixingVariance: 0.02 ** 2 }) },
  ])('$name raises a false alarm in at most alpha of the runs, and not in none', ({ method }) => {
    const found = falseAlarms(method, 5);
    expect(found).toBeLessThanOrEqual(alpha);
    expect(found).toBeGreaterThan(0);
  });

  it('the z test would raise one in more than a third of the runs', () => {
    const naive = (look: Look): ConfidenceSequence => {
      const z = look.standardError === 0 ? 0 : look.difference / look.standardError;
      const pValue = Math.abs(z) > 1.96 ? 0.049 : 1;
      return { lower: -1, upper: 1, halfWidth: 1, logEValue: 0, pValue, log10P: 0 };
    };
    expect(falseAlarms(naive, 5)).toBeGreaterThan(1 / 3);
  });
});

describe('sample ratio mismatch with the planned split', () => {
  it('is found in at most 0.0015 of the experiments by the fixed test', () => {
    const generator = createRandomGenerator(11);
    const found = rate(20_000, () => {
      const first = successes(generator, 1000, 0.5);
      const result = sampleRatio([first, 1000 - first], [1, 1]);
      return result.ok && result.mismatch;
    });
    expect(found).toBeLessThanOrEqual(0.0015);
    expect(found).toBeGreaterThan(0);
  });

  it('is found in at most 0.0015 of the experiments by the sequential test over 1000 looks', () => {
    const generator = createRandomGenerator(12);
    const found = rate(1000, () => {
      const counts = [0, 0] as [number, number];
      let previousPValue = 1;
      for (let look = 0; look < 1000; look += 1) {
        const first = successes(generator, 20, 0.5);
        counts[0] += first;
        counts[1] += 20 - first;
        const result = sequentialSampleRatio(counts, [1, 1], { previousPValue });
        if (!result.ok || result.mismatch) return true;
        previousPValue = result.pValue;
      }
      return false;
    });
    expect(found).toBeLessThanOrEqual(0.0015);
  });

  it('is found in all experiments that lose 5 % of one arm', () => {
    const generator = createRandomGenerator(13);
    const found = rate(50, () => {
      const first = successes(generator, 100_000, 0.475 / 0.975);
      const result = sequentialSampleRatio([first, 100_000 - first], [1, 1]);
      return result.ok && result.mismatch;
    });
    expect(found).toBeGreaterThan(0.99);
  });
});
