import type { DemandForm } from './demand-curves/demand-curve.ts';
import type { Design } from './estimators/design.ts';

/** What was sold at which price: one row a period, in the order of time. All columns have one length. */
export interface Observations {
  readonly price: ArrayLike<number>;
  /** Units demanded in the period, 0 or more. */
  readonly quantity: ArrayLike<number>;
  /** What else moves demand, by name: promotions, temperature, ... */
  readonly covariates?: Readonly<Record<string, ArrayLike<number>>>;
  /** What moves the price and demand only through it, by name: costs, say. Asks for two-stage least squares. */
  readonly instruments?: Readonly<Record<string, ArrayLike<number>>>;
  /** The group of each row, each with a level of demand of its own: stores, seasons. Asks for fixed effects. */
  readonly groups?: ArrayLike<string | number>;
  /** A positive weight for each row. Default: all 1. */
  readonly weights?: ArrayLike<number>;
}

export interface UsableRows {
  readonly design: Design;
  readonly prices: Float64Array;
  /** Whether anything was sold in a usable row. */
  readonly isSold: boolean;
  /** Rows left out: a price that is not a finite number above 0, a quantity without response, a missing covariate. */
  readonly dropped: number;
}

/** @throws RangeError for columns of unequal length, or a weight that is not positive */
export function usableRows(
  observations: Observations,
  { form, market }: { form: Pick<DemandForm, 'priceTerm' | 'response'>; market: number },
): UsableRows {
  const { price, quantity, groups, weights } = observations;
  const covariates = Object.entries(observations.covariates ?? {});
  const instruments = Object.entries(observations.instruments ?? {});
  const named: [string, ArrayLike<unknown>][] = [['quantity', quantity], ...covariates, ...instruments];
  if (groups !== undefined) named.push(['groups', groups]);
  if (weights !== undefined) named.push(['weights', weights]);
  for (const [name, column] of named) {
    if (column.length !== price.length) {
      throw new RangeError(`The column ${name} has as many rows as the price, ${price.length}, got ${column.length}.`);
    }
  }
  const others = [...covariates, ...instruments].map(([, column]) => column);
  // Columns of the full length, cut to what is usable: growing arrays of a hundred thousand rows make garbage.
  const usable = new Int32Array(price.length);
  const responses = new Float64Array(price.length);
  let count = 0;
  let isSold = false;
  for (let row = 0; row < price.length; row += 1) {
    const at = price[row] as number;
    const response = form.response(finite(quantity[row]), market);
    if (!(at > 0 && at < Infinity) || !Number.isFinite(response)) continue;
    if (others.length > 0 && others.some((column) => !Number.isFinite(column[row]))) continue;
    usable[count] = row;
    responses[count] = response;
    count += 1;
    isSold ||= (quantity[row] as number) > 0;
  }
  const rows = usable.subarray(0, count);
  const pick = (column: ArrayLike<number>) => {
    const picked = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) picked[at] = column[rows[at] as number] as number;
    return picked;
  };
  const prices = pick(price);
  return {
    prices,
    isSold,
    dropped: price.length - rows.length,
    design: {
      x: prices.map((value) => form.priceTerm(value)),
      y: responses.subarray(0, count),
      covariates: covariates.map(([, column]) => pick(column)),
      instruments: instruments.map(([, column]) => pick(column)),
      groups: groups && numbered(Array.from(rows, (row) => groups[row] as string | number)),
      weights: weights === undefined ? new Float64Array(rows.length).fill(1) : positive(pick(weights)),
    },
  };
}

/** Quantities are not negative and not infinite, whatever the form makes of them. */
const finite = (quantity: number | undefined): number =>
  quantity !== undefined && quantity >= 0 && quantity < Infinity ? quantity : Number.NaN;

function positive(weights: Float64Array): Float64Array {
  const wrong = weights.find((weight) => !(weight > 0 && weight < Infinity));
  if (wrong !== undefined) throw new RangeError(`A weight is a finite number above 0, got ${wrong}.`);
  return weights;
}

function numbered(groups: readonly (string | number)[]): Int32Array {
  const numbers = new Map<string | number, number>();
  return Int32Array.from(groups, (group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}
