import { compareProportions } from '@harper-edge/ab-testing/analyses';
import { chiSquareHomogeneity, normalIsf, wilsonInterval } from '@harper-edge/stats';
import type { Input } from '../input.ts';
import type { Suite } from '../suite.ts';

/** The two-sided 95 % interval of an estimate that is taken as normal. */
const normalInterval = (estimate: number, standardError: number): readonly [number, number] => {
  const half = normalIsf(0.025) * standardError;
  return [estimate - half, estimate + half];
};

const proportion = (input: Input, arm: 'control' | 'treatment') => ({
  successes: input.number(`${arm}Successes`),
  trials: input.number(`${arm}Trials`),
});

const bounds = (interval: ReturnType<typeof wilsonInterval>) => (interval.ok ? [interval.lower, interval.upper] : null);

export const twoProportionZ = {
  cases: {
    run: (input) => {
      const arms = [proportion(input, 'control'), proportion(input, 'treatment')] as const;
      const test = compareProportions(...arms, { method: 'pooledZ' });
      const greater = compareProportions(...arms, { method: 'pooledZ', alternative: 'greater' });
      const table = chiSquareHomogeneity(arms.map(({ successes, trials }) => [successes, trials - successes]));
      if (!test.ok || !greater.ok || !table.ok) return { error: test.ok ? 'one test alone refuses' : test.reason };
      const { effect, relativeLift: lift } = test;
      return {
        pControl: test.control,
        pTreatment: test.treatment,
        difference: effect.estimate,
        zPooled: test.statistic,
        pTwoSided: test.pValue,
        log10P: test.log10P,
        pGreater: greater.pValue,
        log10PGreater: greater.log10P,
        chiSquare: table.statistic,
        seUnpooled: effect.standardError,
        waldCI95: normalInterval(effect.estimate, effect.standardError),
        wilsonControlCI95: bounds(wilsonInterval(arms[0])),
        wilsonTreatmentCI95: bounds(wilsonInterval(arms[1])),
        newcombeCI95: [effect.lower, effect.upper],
        relativeLift: lift?.estimate ?? null,
        ...(lift !== null && {
          relativeLiftSeDelta: lift.standardError,
          relativeLiftCI95Delta: normalInterval(lift.estimate, lift.standardError),
          relativeLiftCI95LogRatio: [lift.lower, lift.upper],
        }),
      };
    },
    tolerance: (key) => {
      if (/CI95/.test(key)) return { absolute: 1e-12 };
      if (/log10/.test(key)) return { absolute: 1e-9 };
      return /^p(TwoSided|Greater)/.test(key) ? { relative: 1e-11 } : { relative: 1e-12, absolute: 1e-14 };
    },
  },
} as const satisfies Suite;
