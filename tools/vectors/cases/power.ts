import {
  meanMde,
  meanPower,
  meanSampleSize,
  proportionMde,
  proportionPower,
  proportionSampleSize,
} from '@harper-edge/ab-testing/analyses';
import type { Input } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

const sidesOf = (input: Input): 1 | 2 => {
  const sides = input.number('sides', 2);
  if (sides !== 1 && sides !== 2) throw new NotRun('sides is neither 1 nor 2');
  return sides;
};

const planOf = (input: Input) => ({
  alpha: input.number('alpha'),
  power: input.number('power'),
  treatmentToControlRatio: input.number('treatmentToControlRatio', 1),
  sides: sidesOf(input),
});

const kinds: Readonly<Record<string, (input: Input) => Record<string, unknown>>> = {
  proportionSampleSize: (input) => {
    const change = [input.number('baseline'), input.number('relativeMde')] as const;
    const plan = planOf(input);
    const sizes = (formula: 'pooled' | 'unpooled' | 'arcsine') => proportionSampleSize(...change, { ...plan, formula });
    // The file takes the treatment as large as the ratio says, before rounding.
    const power = (formula: 'pooled' | 'unpooled') => {
      const { nControl } = sizes(formula);
      const nTreatment = nControl * plan.treatmentToControlRatio;
      return proportionPower(change, { nControl, nTreatment }, { alpha: plan.alpha, sides: plan.sides, formula });
    };
    return {
      pooled: sizes('pooled'),
      unpooled: sizes('unpooled'),
      arcsine: sizes('arcsine'),
      powerAtN: { pooled: power('pooled'), unpooled: power('unpooled') },
    };
  },
  proportionMde: (input) => {
    const mde = proportionMde(input.number('baseline'), input.number('nControl'), planOf(input));
    return mde.ok ? { absoluteMdeUnpooled: mde.absolute, relativeMdeUnpooled: mde.relative } : { error: mde.reason };
  },
  meanSampleSize: (input) => {
    const [sd, delta, plan] = [input.number('sd'), input.number('delta'), planOf(input)];
    const normal = meanSampleSize(sd, delta, plan);
    const exact = meanSampleSize(sd, delta, { ...plan, formula: 'noncentralT' });
    return {
      nControlNormal: normal.nControlExact,
      nControlNormalCeil: normal.nControl,
      nTreatmentNormalCeil: normal.nTreatment,
      nControlNoncentralT: exact.nControlExact,
      nControlNoncentralTCeil: exact.nControl,
      nTreatmentNoncentralTCeil: exact.nTreatment,
    };
  },
  meanPower: (input) => {
    const arms = {
      sdControl: input.number('sdControl'),
      sdTreatment: input.number('sdTreatment'),
      nControl: input.number('nControl'),
      nTreatment: input.number('nTreatment'),
    };
    const options = { alpha: input.number('alpha'), sides: sidesOf(input) };
    return {
      powerNormalTwoSided: meanPower(arms, input.number('delta'), options),
      mdeAt80: meanMde(arms, { ...options, power: 0.8 }),
    };
  },
};

export const power = {
  cases: {
    run: (input) => {
      const kind = input.text('kind');
      const run = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (run === undefined) throw new NotRun(`unknown kind ${kind}`);
      try {
        return run(input);
      } catch (error) {
        if (error instanceof RangeError) return { error: 'invalidInput' };
        throw error;
      }
    },
    tolerance: (key) => {
      if (/NoncentralT$/.test(key)) return { relative: 1e-5 };
      if (/Mde/.test(key)) return { relative: 1e-8 };
      return /^n.*Ceil$|\.n(Control|Treatment)$/.test(key) ? {} : { relative: 1e-10 };
    },
  },
} as const satisfies Suite;
