import { ksTest, type KsMethod } from '@harper-edge/drift';
import type { Suite } from '../suite.ts';

/** pExactGivenTies has no stated tolerance of its own: that of pExact. */
const exactTolerance = (expected: unknown) => ({ relative: Number(expected) < 1e-100 ? 1e-9 : 1e-10 });

export const ks2samp = {
  cases: {
    run: (input) => {
      const [x, y] = [input.numbers('x'), input.numbers('y')];
      const run = (method: KsMethod) => ksTest(x, y, { method });
      const limit = run('asymptotic');
      if (!limit.ok) return { error: limit.reason };
      const of = (method: KsMethod, key: 'pValue' | 'log10P') => () => {
        const result = run(method);
        return result.ok ? result[key] : result.reason;
      };
      return {
        n: limit.n,
        m: limit.m,
        statistic: limit.statistic,
        statisticNumerator: limit.h,
        statisticDenominator: limit.n * limit.m,
        dPlus: limit.dPlus,
        dMinus: limit.dMinus,
        pKolmogorov: limit.pValue,
        log10PKolmogorov: limit.log10P,
        pExact: of('exact', 'pValue'),
        log10PExact: of('exact', 'log10P'),
        pExactGivenTies: of('exactTies', 'pValue'),
        log10PExactGivenTies: of('exactTies', 'log10P'),
        scipyAutoP: undefined,
        scipyAsympP: undefined,
        scipyAutoMethod: undefined,
      };
    },
    tolerance: (key, expected) => {
      // What another implementation says, for information.
      if (key.startsWith('scipy')) return 'uncompared';
      if (key.startsWith('log10P')) return { absolute: 1e-8 };
      if (key.startsWith('pExact')) return exactTolerance(expected);
      if (key === 'pKolmogorov') return { relative: 1e-12 };
      return ['statistic', 'dPlus', 'dMinus'].includes(key) ? { relative: 1e-15 } : {};
    },
  },
} as const satisfies Suite;
