import { compareMeans, type MeanSummary } from '@harper-edge/ab-testing/analyses';
import { momentsOf, variance } from '@harper-edge/stats';
import type { Input } from '../input.ts';
import type { Suite } from '../suite.ts';

/** Values, or moments where the arm is an object. */
function armOf(input: Input, name: string): number[] | MeanSummary {
  if (Array.isArray(input.value(name))) return input.numbers(name);
  const arm = input.inside(name);
  return { n: arm.number('n'), mean: arm.number('mean'), variance: arm.number('variance') };
}

function momentsOfArm(arm: number[] | MeanSummary): { readonly mean: number; readonly variance: number } {
  if (!Array.isArray(arm)) return arm;
  const moments = momentsOf(arm.filter((value) => !Number.isNaN(value)));
  return { mean: moments.mean, variance: variance(moments) };
}

export const welchT = {
  cases: {
    run: (input) => {
      const arms = [armOf(input, 'control'), armOf(input, 'treatment')] as const;
      const test = compareMeans(...arms);
      const greater = compareMeans(...arms, { alternative: 'greater' });
      if (!test.ok || !greater.ok) return { error: test.ok ? 'one side alone is refused' : test.reason };
      const [control, treatment] = arms.map(momentsOfArm);
      return {
        nControl: test.n,
        nTreatment: test.m,
        meanControl: test.control,
        meanTreatment: test.treatment,
        varControl: control?.variance,
        varTreatment: treatment?.variance,
        difference: test.effect.estimate,
        se: test.effect.standardError,
        t: test.statistic,
        df: test.df,
        pTwoSided: test.pValue,
        log10P: test.log10P,
        pGreater: greater.pValue,
        ci95: [test.effect.lower, test.effect.upper],
        relativeLift: test.relativeLift?.estimate ?? null,
        relativeLiftSeDelta: test.relativeLift?.standardError ?? null,
      };
    },
    tolerance: (key) => {
      if (key === 'log10P') return { absolute: 1e-8 };
      if (/^mean/.test(key)) return { relative: 1e-14 };
      if (/^var/.test(key)) return { relative: 1e-12 };
      return { relative: /^p|^ci/.test(key) ? 1e-10 : 1e-11 };
    },
  },
} as const satisfies Suite;
