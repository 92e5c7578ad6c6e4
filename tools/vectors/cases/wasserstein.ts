import { wasserstein, weightedWasserstein } from '@harper-edge/drift';
import type { Input } from '../input.ts';
import type { Suite } from '../suite.ts';

const ones = (values: readonly number[]): number[] => values.map(() => 1);

function distanceOf(input: Input) {
  const [x, y] = [input.numbers('x'), input.numbers('y')];
  if (!input.has('xWeights') && !input.has('yWeights')) return wasserstein(x, y);
  return weightedWasserstein(
    { values: x, weights: input.has('xWeights') ? input.numbers('xWeights') : ones(x) },
    { values: y, weights: input.has('yWeights') ? input.numbers('yWeights') : ones(y) },
  );
}

export const wassersteinCases = {
  cases: {
    run: (input) => {
      const result = distanceOf(input);
      return result.ok ? { ...result } : { error: result.reason };
    },
    tolerance: (key, _expected, input) => {
      if (key === 'n' || key === 'm') return {};
      if (key !== 'w1') return { relative: 1e-10 };
      return { relative: Math.max(input.numbers('x').length, input.numbers('y').length) > 4000 ? 1e-10 : 1e-12 };
    },
  },
} as const satisfies Suite;
