import * as stats from '@harper-edge/stats';
import { isRecord } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

type Evaluate = (...args: number[]) => number;

const isDistributionFunction = (name: string) =>
  /(Cdf|Sf|Isf|IsfLog|Pdf|Quantile)$|^(logGamma|erf|erfc|erfcx)$/.test(name);

const functions = new Map(
  Object.entries(stats).filter(([name]) => isDistributionFunction(name)) as [string, Evaluate][],
);

/** The base-10 logarithm by the log version where there is one: it reaches below the smallest double. */
function log10(name: string, args: number[]): number {
  const log = functions.get(name.replace(/(Sf|Cdf)$/, 'Log$1'));
  if (log !== undefined && /[a-z](Sf|Cdf)$/.test(name) && !/Log(Sf|Cdf)$/.test(name)) return log(...args) / Math.LN10;
  return Math.log10(functions.get(name)?.(...args) ?? Number.NaN);
}

export const distributions = {
  cases: {
    read: (entry) => {
      if (!isRecord(entry)) return entry;
      const { value, log10: logarithm, fn, args, ...rest } = entry;
      const id = `${String(fn)}(${String(args)})`;
      return { id, ...rest, fn, args, expected: { value, ...('log10' in entry && { log10: logarithm }) } };
    },
    run: (input) => {
      const [name, args] = [input.text('fn'), input.numbers('args')];
      const evaluate = functions.get(name);
      if (evaluate === undefined) throw new NotRun(`unknown fn ${name}`);
      return { value: evaluate(...args), log10: () => log10(name, args) };
    },
    tolerance: (key, expected, input) => {
      // No logarithm is given at the edges of a domain.
      if (key === 'log10') return expected === null ? 'uncompared' : { absolute: 1e-9 };
      return { relative: input.numbers('args').some((argument) => argument > 1e5) ? 1e-9 : 1e-10 };
    },
  },
} as const satisfies Suite;
