import { createDemandCurve, type Demand, optimalPrice, type PriceConstraints } from '@harper-edge/pricing';
import type { Input } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

/** The parameters of each kind of demand. */
const parameters = {
  constantElasticity: ['scale', 'elasticity'],
  linear: ['intercept', 'slope'],
  semiLog: ['scale', 'rate'],
  logit: ['market', 'utility', 'priceCoefficient'],
} as const;

const limits = [
  'minPrice',
  'maxPrice',
  'minMargin',
  'currentPrice',
  'maxChange',
  'competitorPrice',
  'maxOverCompetitor',
  'capacity',
] as const;

function demandOf(input: Input): Demand {
  const given = input.inside('demand');
  const kind = given.text('kind');
  if (!Object.hasOwn(parameters, kind)) throw new NotRun(`unknown kind ${kind}`);
  const names = parameters[kind as keyof typeof parameters];
  return { kind, ...Object.fromEntries(names.map((name) => [name, given.number(name)])) } as unknown as Demand;
}

function constraintsOf(input: Input): PriceConstraints {
  const given = input.inside('constraints');
  const numbers = limits.filter((name) => given.has(name)).map((name) => [name, given.number(name)] as const);
  return { ...Object.fromEntries(numbers), ...(given.has('endings') && { endings: given.numbers('endings') }) };
}

export const optimalPriceCases = {
  cases: {
    run: (input) => {
      const curve = createDemandCurve(demandOf(input));
      const [unitCost, constraints] = [input.number('unitCost'), constraintsOf(input)];
      const best = optimalPrice(curve, { unitCost, constraints });
      if (!best.ok) {
        const { ok: _, reason: status, ...interval } = best;
        return { status, unconstrainedPrice: () => unconstrained(curve, unitCost), ...interval };
      }
      const { withEnding, ...found } = best;
      return {
        ...found,
        status: 'ok',
        ...(withEnding?.ok === true && { priceWithEnding: withEnding.price, profitWithEnding: withEnding.profit }),
        ...(withEnding !== null && { statusWithEndings: withEnding.ok ? 'ok' : withEnding.reason }),
      };
    },
    // Where nothing can be sold at a profit the price is not unique: the note of the case says so.
    tolerance: (key, expected, input) =>
      /^price/.test(key) && isWorthless(input) ? 'uncompared' : expected === null ? {} : { relative: 1e-10 },
  },
} as const satisfies Suite;

function unconstrained(curve: ReturnType<typeof createDemandCurve>, unitCost: number): number | null {
  const free = optimalPrice(curve, { unitCost });
  return free.ok ? free.price : null;
}

function isWorthless(input: Input): boolean {
  const expected = input.value('expected');
  return typeof expected === 'object' && expected !== null && 'profit' in expected && expected.profit === 0;
}
