import { createRandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { analyzeTotals, noHistory, type AnalysisHistory } from './analyze-totals.ts';
import { planExperiment } from './experiment-plan.ts';
import { emptyTotals, mergeTotals, type ExperimentTotals } from './totals.ts';

/** Totals of units of which some converted. */
const armTotals = (variant: string, units: number, conversions: number): ExperimentTotals => {
  const sums = { sum: [conversions, 0], squares: [conversions, 0], cubes: [conversions, 0] } as const;
  return { ...emptyTotals, variants: { [variant]: { units, metrics: { conversion: sums } } } };
};

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
