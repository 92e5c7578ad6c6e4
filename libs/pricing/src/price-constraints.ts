import type { PricedCurve } from './demand-curves/demand-curve.ts';

/** What a price has to keep to. All are optional and hold together. */
export interface PriceConstraints {
  readonly minPrice?: number;
  readonly maxPrice?: number;
  /** The least share of the price that is not cost, in [0, 1): p >= unitCost / (1 - minMargin). */
  readonly minMargin?: number;
  /** The price now; needed by `maxChange`. */
  readonly currentPrice?: number;
  /** The largest relative change from `currentPrice`: 0.1 allows 10 % up or down. */
  readonly maxChange?: number;
  /** A competitor's price; needed by `maxOverCompetitor`. */
  readonly competitorPrice?: number;
  /** The largest share by which the price may be above `competitorPrice`; negative: it has to be below. */
  readonly maxOverCompetitor?: number;
  /** No more than this many units can be sold in a period, so the price is at least the one at which so many are. */
  readonly capacity?: number;
  /** Allowed are the prices k + ending for k = 0, 1, 2, ... and any of these endings: [0.99, 0.49]. */
  readonly endings?: readonly number[];
  /** Allowed are the multiples of this: 0.05, or 10. Not together with `endings`. */
  readonly step?: number;
}

/** Which constraint it is; `observedRange` is the rule against prices far from any that was tried. */
export type ConstraintName =
  | 'minPrice'
  | 'maxPrice'
  | 'minMargin'
  | 'maxChange'
  | 'maxOverCompetitor'
  | 'capacity'
  | 'endings'
  | 'step'
  | 'observedRange';

/** The prices between which all constraints hold, 0 and Infinity where there is none, and who set them. */
export interface PriceInterval {
  readonly lower: number;
  readonly upper: number;
  readonly lowerBy: readonly ConstraintName[];
  readonly upperBy: readonly ConstraintName[];
}

export interface IntervalOptions {
  readonly unitCost: number;
  readonly constraints: PriceConstraints;
  readonly observedRange?: { readonly lower: number; readonly upper: number };
}

/**
 * The interval of the constraints, endings and steps aside. It is empty, lower above upper, where they contradict each other.
 *
 * @throws RangeError for a number that is not finite, a price or capacity that is not above 0, a margin outside [0, 1), a
 *   negative change, a share whose price is missing, or endings together with a step
 */
export function priceInterval(curve: PricedCurve, options: IntervalOptions): PriceInterval {
  const { unitCost, constraints, observedRange } = options;
  checkConstraints(unitCost, constraints);
  const { minPrice = 0, maxPrice = Infinity, minMargin, currentPrice = 0, maxChange } = constraints;
  const { competitorPrice = 0, maxOverCompetitor, capacity } = constraints;
  const free = { lower: 0, upper: Infinity };
  const bounds: readonly (readonly [ConstraintName, { readonly lower: number; readonly upper: number }])[] = [
    ['minPrice', { lower: minPrice, upper: Infinity }],
    ['maxPrice', { lower: 0, upper: maxPrice }],
    ['minMargin', minMargin === undefined ? free : { lower: unitCost / (1 - minMargin), upper: Infinity }],
    [
      'maxChange',
      maxChange === undefined ? free : { lower: currentPrice * (1 - maxChange), upper: currentPrice * (1 + maxChange) },
    ],
    [
      'maxOverCompetitor',
      maxOverCompetitor === undefined ? free : { lower: 0, upper: competitorPrice * (1 + maxOverCompetitor) },
    ],
    ['capacity', (capacity === undefined ? undefined : curve.pricesFor?.(capacity)) ?? free],
    ['observedRange', observedRange ?? free],
  ];
  const lower = Math.max(...bounds.map(([, bound]) => bound.lower));
  const upper = Math.min(...bounds.map(([, bound]) => bound.upper));
  return {
    lower,
    upper,
    lowerBy: lower > 0 ? bounds.filter(([, bound]) => bound.lower === lower).map(([name]) => name) : [],
    upperBy: upper < Infinity ? bounds.filter(([, bound]) => bound.upper === upper).map(([name]) => name) : [],
  };
}

/** The rule of each number among the constraints. */
const above = (least: number) => (value: number) => value > least;
const notNegative = (value: number) => value >= 0;
const rules = {
  minPrice: notNegative,
  maxPrice: above(0),
  minMargin: (value) => value >= 0 && value < 1,
  currentPrice: above(0),
  maxChange: notNegative,
  competitorPrice: above(0),
  maxOverCompetitor: above(-1),
  capacity: above(0),
  step: above(0),
} as const satisfies Record<Exclude<keyof PriceConstraints, 'endings'>, (value: number) => boolean>;

/** The constraints among other options. */
export const constraintsIn = (options: PriceConstraints): PriceConstraints =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name === 'endings' || Object.hasOwn(rules, name)));

function checkConstraints(unitCost: number, constraints: PriceConstraints): void {
  if (!(unitCost >= 0 && unitCost < Infinity)) throw new RangeError(`A unit cost is 0 or more, got ${unitCost}.`);
  const { endings = [], ...numbers } = constraints;
  for (const [name, value] of Object.entries<number | undefined>(numbers)) {
    if (value === undefined) continue;
    const rule = (rules as Readonly<Record<string, (value: number) => boolean>>)[name];
    if (rule === undefined) throw new RangeError(`There is no constraint named ${name}.`);
    if (!Number.isFinite(value) || !rule(value)) throw new RangeError(`${name} cannot be ${value}.`);
  }
  for (const ending of endings) {
    if (!(ending >= 0 && ending < Infinity))
      throw new RangeError(`An ending is a finite number from 0, got ${ending}.`);
  }
  if (constraints.step !== undefined && constraints.endings !== undefined) {
    throw new RangeError('Give endings or a step, not both.');
  }
  if (constraints.maxChange !== undefined && constraints.currentPrice === undefined) {
    throw new RangeError('maxChange needs currentPrice.');
  }
  if (constraints.maxOverCompetitor !== undefined && constraints.competitorPrice === undefined) {
    throw new RangeError('maxOverCompetitor needs competitorPrice.');
  }
}
