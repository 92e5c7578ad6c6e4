import { describe, expect, it } from 'vitest';
import { planExperiment, type ExperimentOptions } from './experiment-plan.ts';
import { reachVerdict, type AdjustedResult } from './verdict.ts';

const options: ExperimentOptions = {
  variants: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
  metrics: [
    { id: 'buys', kind: 'conversion', role: 'primary' },
    { id: 'time', kind: 'total', role: 'primary', goal: 'decrease' },
    { id: 'errors', kind: 'count', role: 'guardrail', goal: 'decrease' },
  ],
};

type Row = Pick<AdjustedResult, 'metric' | 'variant'> & {
  lift?: number;
  p?: number;
  guardrail?: AdjustedResult['guardrail'];
};

/** Comparisons of which only what the rows say is known. */
const verdictOf = (
  rows: readonly Row[],
  changes: Partial<ExperimentOptions> = {},
  more = { units: 1000, mismatch: false },
) => {
  const plan = planExperiment('test', { ...options, ...changes });
  const results = rows.map(({ metric, variant, lift = 0, p = 1, guardrail }): AdjustedResult => {
    const around = { estimate: lift, lower: lift - 0.2, upper: lift + 0.2 };
    const role = plan.metrics.find(({ id }) => id === metric)?.role ?? 'primary';
    return {
      ...{ metric, variant, role, baseline: 1, value: 1 + lift, effect: around, lift: around },
      ...{ pValue: p, adjustedPValue: p, chanceToWin: null, warnings: [], ...(guardrail ? { guardrail } : {}) },
    };
  });
  const { status, winner } = reachVerdict({ plan, results, units: more.units, sampleRatioMismatch: more.mismatch });
  return winner === null ? status : `${status} ${winner}`;
};

const better = { metric: 'buys', variant: 'b', lift: 0.3, p: 0.01 };
const safe = { metric: 'errors', variant: 'b', guardrail: 'safe' } as const;

describe('reachVerdict', () => {
  // By hand from the rules; alpha is 0.05.
  it.each<[string, readonly Row[], string]>([
    ['no comparison yet', [], 'collecting'],
    ['one that is better and safe', [better, safe], 'significant_winner b'],
    ['one that is better but not yet safe', [better, { ...safe, guardrail: 'unknown' }], 'collecting'],
    ['one that is better but does harm', [better, { ...safe, guardrail: 'violated' }], 'guardrail_violation'],
    [
      'one that is better where less is better',
      [{ metric: 'time', variant: 'c', lift: -0.3, p: 0.01 }],
      'significant_winner c',
    ],
    [
      'one that is better in one and worse in another',
      [better, { metric: 'time', variant: 'b', lift: 0.3, p: 0.01 }],
      'collecting',
    ],
    ['the better of two', [better, { ...better, variant: 'c', lift: 0.4 }], 'significant_winner c'],
    [
      'the better one that is safe',
      [better, { ...better, variant: 'c', lift: 0.4 }, { ...safe, variant: 'c', guardrail: 'unknown' }],
      'significant_winner b',
    ],
    ['a lift that is not significant', [{ ...better, p: 0.06 }], 'collecting'],
    ['one of two that is worse', [{ ...better, lift: -0.3 }], 'collecting'],
    [
      'all that are worse',
      [
        { ...better, lift: -0.3 },
        { ...better, variant: 'c', lift: -0.3 },
      ],
      'significant_winner a',
    ],
  ])('of %s', (_, rows, expected) => {
    expect(verdictOf(rows)).toBe(expected);
  });

  it('believes nothing where the shares are not those planned', () => {
    expect(verdictOf([better, safe], {}, { units: 1000, mismatch: true })).toBe('sample_ratio_mismatch');
  });

  it('says that there is no difference once every interval is narrow enough, or the planned units are there', () => {
    const rows = ['buys', 'time'].flatMap((metric) => ['b', 'c'].map((variant) => ({ metric, variant })));
    expect(verdictOf(rows)).toBe('collecting');
    expect(verdictOf(rows, { smallestLift: 0.21 })).toBe('no_difference');
    expect(verdictOf(rows.slice(1), { smallestLift: 0.21 })).toBe('collecting');
    expect(verdictOf(rows, { plannedUnits: 1000 })).toBe('no_difference');
    expect(verdictOf(rows, { plannedUnits: 1001 })).toBe('collecting');
    expect(verdictOf([better], { plannedUnits: 1001, analysis: 'fixedHorizon' })).toBe('collecting');
    expect(verdictOf([better], { plannedUnits: 1000, analysis: 'fixedHorizon' })).toBe('significant_winner b');
  });
});
