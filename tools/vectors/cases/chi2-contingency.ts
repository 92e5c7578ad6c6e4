import { chiSquareHomogeneity, fisherExact } from '@harper-edge/stats';
import type { Input } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

const tableOf = (value: unknown): number[][] => {
  if (!Array.isArray(value)) throw new NotRun('table is not an array');
  return value.map((row: unknown) => {
    if (!Array.isArray(row)) throw new NotRun('a row of the table is not an array');
    return row.map((count: unknown) => (typeof count === 'number' ? count : Number.NaN));
  });
};

const underflows = (input: Input): boolean => {
  const test = chiSquareHomogeneity(tableOf(input.value('table')));
  return test.ok && test.pValue === 0;
};

export const chi2Contingency = {
  cases: {
    run: (input) => {
      const table = tableOf(input.value('table'));
      const pearson = chiSquareHomogeneity(table);
      if (!pearson.ok) return { error: pearson.reason };
      const g = chiSquareHomogeneity(table, { form: 'likelihoodRatio' });
      const yates = chiSquareHomogeneity(table, { form: 'yates' });
      if (!g.ok || !yates.ok) return { error: 'only one form of the test has a result' };
      return {
        ...pearson,
        gStatistic: g.statistic,
        gPValue: g.pValue,
        gLog10P: g.log10P,
        yatesStatistic: yates.statistic,
        yatesPValue: yates.pValue,
        yatesLog10P: yates.log10P,
        fisherExactTwoSidedP: () => {
          const fisher = fisherExact(table);
          return fisher.ok ? fisher.pValue : fisher.reason;
        },
        scipyP: undefined,
      };
    },
    tolerance: (key, _expected, input) => {
      if (key === 'scipyP') return 'uncompared';
      if (/log10P/i.test(key)) return { absolute: underflows(input) ? 1e-8 : 1e-9 };
      return { relative: /P$|PValue$/i.test(key) ? 1e-10 : 1e-12 };
    },
  },
} as const satisfies Suite;
