import { createRandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { asymptoticSequence } from '../analyses/sequential/asymptotic.ts';
import { analyzeTotals, emptyTotals, mergeTotals, type AnalysisHistory, type ExperimentTotals } from '../index.ts';
import { noHistory } from './analyze-totals.ts';
import { planExperiment } from './experiment-plan.ts';

/** Totals of units of which some converted. */
const armTotals = (variant: string, units: number, conversions: number): ExperimentTotals => {
  const sums = { sum: [conversions, 0], squares: [conversions, 0], cubes: [conversions, 0] } as const;
  return { ...emptyTotals, variants: { [variant]: { units, metrics: { conversion: sums } } } };
};

const lookAt = (arms: Readonly<Record<string, readonly [units: number, conversions: number]>>, history = noHistory) => {
  const plan = planExperiment('test', { variants: Object.keys(arms).map((id) => ({ id })) });
  const totals = Object.entries(arms).map(([id, [units, conversions]]) => armTotals(id, units, conversions));
  return analyzeTotals(plan, totals.reduce(mergeTotals), history);
};

describe('one analysis', () => {
  it('is the confidence sequence of the difference of rates and of their ratio', () => {
    // With 0.1 and 0.13 of 2,000 each: standard errors and tuning by hand, the sequence by its own tests.
    const { analysis } = lookAt({ a: [2000, 200], b: [2000, 260] });
    const standardError = Math.sqrt((0.1 * 0.9 + 0.13 * 0.87) / 2000);
    const look = { difference: 0.03, standardError, nTotal: 4000 };
    const expected = asymptoticSequence(look, { alpha: 0.05, tuningN: 5000 });
    const { effect, lift, pValue } = analysis.variants[1]?.comparisons['conversion'] ?? {};
    expect(effect?.lower).toBeCloseTo(expected.lower, 12);
    expect(effect?.upper).toBeCloseTo(expected.upper, 12);
    expect(pValue).toBeCloseTo(expected.pValue, 12);
    const ratioError = Math.sqrt((0.13 * 0.87 + 1.3 ** 2 * 0.1 * 0.9) / 2000) / 0.1;
    const ratio = asymptoticSequence({ ...look, difference: 0.3, standardError: ratioError }, { alpha: 0.05 });
    expect(lift?.estimate).toBeCloseTo(0.3, 12);
    expect(lift?.lower).toBeCloseTo(ratio.lower, 12);
    expect(analysis).toMatchObject({ isSignificant: false, status: 'collecting', units: 4000 });
    expect(analysis.confidence).toBe(1 - analysis.pValue);
  });

  it('shares alpha between the variants, in intervals and p-values', () => {
    const pair = [2000, 260] as const;
    const { analysis } = lookAt({ a: [2000, 200], b: pair, c: pair });
    const standardError = Math.sqrt((0.1 * 0.9 + 0.13 * 0.87) / 2000);
    const expected = asymptoticSequence({ difference: 0.03, standardError, nTotal: 4000 }, { alpha: 0.025 });
    const { effect, pValue, adjustedPValue } = analysis.variants[2]?.comparisons['conversion'] ?? {};
    expect(effect?.lower).toBeCloseTo(expected.lower, 12);
    expect(adjustedPValue).toBeCloseTo(2 * (pValue ?? 0), 12);
  });

  it('remembers the looks before: p never rises, intervals never widen, a mismatch stays one', () => {
    const first = lookAt({ a: [5000, 500], b: [5000, 650] });
    expect(first.analysis.isSignificant).toBe(true);
    const second = lookAt({ a: [6000, 620], b: [6000, 690] }, first.history);
    expect(second.analysis.pValue).toBe(first.analysis.pValue);
    expect(lookAt({ a: [6000, 620], b: [6000, 690] }).analysis.pValue).toBeGreaterThan(0.05);
    expect(second.analysis.variants[1]?.comparisons['conversion']?.effect.lower).toBeGreaterThanOrEqual(
      first.analysis.variants[1]?.comparisons['conversion']?.effect.lower ?? Infinity,
    );
    const broken = lookAt({ a: [3000, 300], b: [2000, 200] });
    expect(broken.analysis.sampleRatioMismatch).toBe(true);
    const later = lookAt(
      { a: [3000, 300], b: [3000, 300] },
      JSON.parse(JSON.stringify(broken.history)) as AnalysisHistory,
    );
    expect(later.analysis).toMatchObject({ sampleRatioMismatch: true, status: 'sample_ratio_mismatch' });
  });

  it('says nothing before every arm has its least number of units', () => {
    expect(lookAt({ a: [99, 1], b: [5000, 4000] }).analysis.variants[1]?.comparisons).toEqual({});
    expect(lookAt({ a: [0, 0], b: [0, 0] }).analysis).toMatchObject({ pValue: 1, lift: null, chanceToWin: null });
  });

  it.each([
    [{ a: [500, 0], b: [500, 0] }, null, 1],
    [{ a: [500, 500], b: [500, 500] }, 0, 1],
    // All against none: the pooled standard error, by hand, is that of 0.5 in 250 units.
    [
      { a: [500, 0], b: [500, 500] },
      null,
      asymptoticSequence({ difference: 1, standardError: Math.sqrt(0.001), nTotal: 1000 }).pValue,
    ],
  ] as const)('has a p-value, and finite numbers, where there is no variation: %j', (arms, lift, pValue) => {
    const { analysis } = lookAt(arms);
    expect(analysis.pValue).toBeCloseTo(pValue, 12);
    expect(analysis.conversionLift).toBe(lift);
    JSON.stringify(analysis, (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) expect.unreachable(`${key} is ${value}`);
      return value;
    });
  });
});

describe('analyses at many looks', () => {
  /** Whether any of 25 looks, 200 units apart, finds a difference between arms of the same rate. */
  const raisesAlarm = (seed: number, rate: number, arms: readonly string[]) => {
    const plan = planExperiment('same', { variants: arms.map((id) => ({ id })) });
    const { next } = createRandomGenerator(seed);
    let totals = emptyTotals;
    let history: AnalysisHistory = noHistory;
    for (let look = 0; look < 25; look += 1) {
      for (const arm of arms) {
        let conversions = 0;
        for (let unit = 0; unit < 200; unit += 1) if (next() < rate) conversions += 1;
        totals = mergeTotals(totals, armTotals(arm, 200, conversions));
      }
      const seen = analyzeTotals(plan, totals, history);
      if (seen.analysis.isSignificant) return true;
      history = seen.history;
    }
    return false;
  };

  it.each([
    [0.02, ['a', 'b']],
    [0.2, ['a', 'b']],
    [0.2, ['a', 'b', 'c', 'd']],
  ])('raise a false alarm at a rate of %d in at most alpha of the experiments with arms %j', (rate, arms) => {
    const runs = 100;
    const alarms = Array.from({ length: runs }, (_, seed) => raisesAlarm(seed, rate, arms)).filter(Boolean).length;
    expect(alarms).toBeLessThanOrEqual(0.05 * runs);
  });
});
