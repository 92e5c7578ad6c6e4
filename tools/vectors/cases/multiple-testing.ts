import { adjustPValues, type Correction } from '@harper-edge/stats';
import type { Suite } from '../suite.ts';

const corrections = [
  'bonferroni',
  'sidak',
  'holm',
  'holmSidak',
  'hochberg',
  'benjaminiHochberg',
  'benjaminiYekutieli',
] as const satisfies readonly Correction[];

export const multipleTesting = {
  cases: {
    run: (input) => {
      const pValues = input.numbers('pValues');
      try {
        return Object.fromEntries(corrections.map((name) => [name, adjustPValues(pValues, name)]));
      } catch (error) {
        if (error instanceof RangeError) return { error: 'invalidPValue' };
        throw error;
      }
    },
    tolerance: (key) => ({ relative: /sidak/i.test(key) ? 1e-12 : 1e-13 }),
  },
} as const satisfies Suite;
