import { sampleRatio } from '@harper-edge/ab-testing/analyses';
import type { Suite } from '../suite.ts';

export const srm = {
  cases: {
    run: (input) => {
      try {
        const test = sampleRatio(input.numbers('counts'), input.numbers('weights'));
        return test.ok ? { ...test } : { error: test.reason };
      } catch (error) {
        if (error instanceof RangeError) return { error: 'invalidInput' };
        throw error;
      }
    },
    tolerance: (key, _expected, input) => {
      if (key === 'log10P') return { absolute: 1e-8 };
      if (key !== 'statistic') return { relative: 1e-10 };
      const n = input.numbers('counts').reduce((sum, count) => sum + count, 0);
      return { relative: 1e-12, absolute: Math.min(1e-15 * n, 1e-8) };
    },
  },
} as const satisfies Suite;
