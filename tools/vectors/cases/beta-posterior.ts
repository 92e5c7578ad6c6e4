import { compareBayesian } from '@harper-edge/ab-testing/analyses';
import type { Input } from '../input.ts';
import type { Suite } from '../suite.ts';

const proportion = (input: Input, arm: 'control' | 'treatment') => ({
  successes: input.number(`${arm}Successes`),
  trials: input.number(`${arm}Trials`),
});

export const betaPosterior = {
  cases: {
    run: (input) => {
      const given = input.inside('prior');
      const prior = { alpha: given.number('alpha'), beta: given.number('beta') };
      const result = compareBayesian(proportion(input, 'control'), proportion(input, 'treatment'), { prior });
      if (!result.ok) return { error: result.reason };
      const { control, treatment } = result;
      return {
        ...result,
        posteriorControl: [control.a, control.b],
        posteriorTreatment: [treatment.a, treatment.b],
        meanControl: control.mean,
        meanTreatment: treatment.mean,
        credible95Control: [control.lower, control.upper],
        credible95Treatment: [treatment.lower, treatment.upper],
      };
    },
    tolerance: (key, expected) => {
      if (key.startsWith('log10')) return { absolute: 1e-8 };
      // Below this a chance is compared by its logarithm.
      if (key.startsWith('chance')) return expected === 0 ? { absolute: 1e-300 } : { relative: 1e-9 };
      return { relative: key.startsWith('expectedLoss') ? 1e-7 : 1e-11 };
    },
  },
} as const satisfies Suite;
