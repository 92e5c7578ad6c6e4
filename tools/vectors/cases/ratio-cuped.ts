import {
  compareRatios,
  compareWithCovariate,
  type CovariateOptions,
  quantileInterval,
  winsorise,
} from '@harper-edge/ab-testing/analyses';
import { momentsOf, normalIsf } from '@harper-edge/stats';
import type { Input } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

const kinds: Readonly<Record<string, (input: Input) => Record<string, unknown>>> = {
  ratioDeltaMethod: (input) => {
    const arm = (name: string) => {
      const columns = input.inside(name);
      return { numerator: columns.numbers('numerator'), denominator: columns.numbers('denominator') };
    };
    const [control, treatment] = [arm('control'), arm('treatment')];
    const test = compareRatios(control, treatment);
    const [aa, bb] = [compareRatios(control, control), compareRatios(treatment, treatment)];
    if (!test.ok || !aa.ok || !bb.ok) return { error: test.ok ? 'one arm alone is refused' : test.reason };
    return {
      ratioControl: test.control,
      ratioTreatment: test.treatment,
      // The difference of an arm and itself, taken as independent, has twice its variance.
      varianceOfRatioControl: aa.effect.standardError ** 2 / 2,
      varianceOfRatioTreatment: bb.effect.standardError ** 2 / 2,
      difference: test.effect.estimate,
      se: test.effect.standardError,
      z: test.statistic,
      pTwoSidedNormal: test.pValue,
      log10P: test.log10P,
      ci95: [test.effect.lower, test.effect.upper],
      relativeLift: test.relativeLift?.estimate ?? null,
      relativeLiftSe: test.relativeLift?.standardError ?? null,
      relativeLiftCI95: [test.relativeLift?.lower, test.relativeLift?.upper],
    };
  },
  cuped: (input) => {
    const arm = (name: string) => {
      const columns = input.inside(name);
      return { metric: columns.numbers('metric'), preMetric: columns.numbers('preMetric') };
    };
    const [control, treatment] = [arm('control'), arm('treatment')];
    // The file adjusts whatever the covariate looks like.
    const compare = (options: CovariateOptions) =>
      compareWithCovariate(control, treatment, { ...options, covariateAlpha: 0 });
    const test = compare({});
    if (!test.ok) return { error: test.reason };
    return {
      thetaWithinArms: test.theta,
      thetaOverall: () => {
        const overall = compare({ slope: 'overall' });
        return overall.ok ? overall.theta : overall.reason;
      },
      adjustedMeanControl: test.control,
      adjustedMeanTreatment: test.treatment,
      difference: test.effect.estimate,
      se: test.effect.standardError,
      seAdjusted: test.effect.standardError,
      seUnadjusted: test.unadjusted.effect.standardError,
      differenceUnadjusted: test.unadjusted.effect.estimate,
      t: test.statistic,
      df: test.df,
      pTwoSided: test.pValue,
      log10P: test.log10P,
      ci95: [test.effect.lower, test.effect.upper],
      varianceReduction: test.varianceReduction,
    };
  },
  quantileAndWinsorise: (input) => {
    const capped = winsorise([input.numbers('values')], input.number('p'));
    const [values = new Float64Array()] = capped.samples;
    if (values.length === 0) return { error: 'insufficientData' };
    return { quantileType7: capped.cap, winsorisedUpper: values, winsorisedMean: momentsOf(values).mean };
  },
  quantileInterval: (input) => {
    const interval = quantileInterval(input.numbers('values'), input.number('p'), input.number('level', 0.95));
    if (!interval.ok) return { error: interval.reason };
    return { ...interval, quantileType7: interval.estimate, se: interval.standardError, z: normalIsf(0.025) };
  },
};

export const ratioCuped = {
  cases: {
    run: (input) => {
      const kind = input.text('kind');
      const run = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (run === undefined) throw new NotRun(`unknown kind ${kind}`);
      return run(input);
    },
    tolerance: () => ({ relative: 1e-11 }),
  },
} as const satisfies Suite;
