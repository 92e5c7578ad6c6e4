/** What is demanded at each price above 0, as expected units in one period of the observations. */
export interface DemandCurve {
  readonly demand: (price: number) => number;
  /** The point elasticity d ln q / d ln p at a price. */
  readonly elasticity: (price: number) => number;
  /**
   * The price of the largest profit (p - c) q(p) for a unit cost c >= 0: Infinity where profit rises with every price, 0
   * where it rises as the price falls towards 0. Without this the price is searched for in an interval.
   */
  readonly bestPrice?: (unitCost: number) => number;
  /** The prices at which at most `quantity` > 0 is demanded, from 0 and to Infinity where nothing limits them. */
  readonly pricesFor?: (quantity: number) => { readonly lower: number; readonly upper: number };
}

/** A family of curves: how to make one of its parameters, and how to estimate these. */
export interface DemandForm<Parameters = object> {
  // A method, so that a form of any parameters is a form.
  curve(parameters: Parameters): DemandCurve;
  /**
   * The line that is estimated: response(q) = a + b priceTerm(p). A quantity whose response is not a number is dropped.
   * `market` is the number of units demanded at most, for the forms that know one.
   */
  readonly priceTerm: (price: number) => number;
  readonly response: (quantity: number, market: number) => number;
  /** The quantity that a point on the line stands for, smearing aside. */
  readonly quantity: (onLine: number, market: number) => number;
  readonly parameters: (line: DemandLine) => Parameters;
  /** The elasticity at the price term `centre` of a line of slope 1 that is at `level` there. */
  readonly elasticityPerSlope: (centre: number, level: number) => number;
  /** How the line is estimated; by default least squares. */
  readonly estimator?: 'poisson';
  /** Whether the response is a logarithm, from which expected demand needs the smearing factor. */
  readonly smeared: boolean;
  /** Whether `market` has to be given. */
  readonly needsMarket?: true;
}

export interface DemandLine {
  /** The response where the price term is 0. */
  readonly intercept: number;
  readonly slope: number;
  /** Expected demand over exp(expected log demand); 1 where the response is no logarithm. */
  readonly smearing: number;
  readonly market: number;
}

/** What choosing a price needs of a curve. */
export type PricedCurve = Omit<DemandCurve, 'elasticity'>;

/** Where every price is allowed, as any of them keeps demand low enough. */
export const everyPrice = { lower: 0, upper: Infinity } as const;
/** Where no price keeps demand low enough. */
export const noPrice = { lower: Infinity, upper: Infinity } as const;
