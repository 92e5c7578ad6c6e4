import type { Alternative } from '@harper-edge/stats';

/** Why there is no result: a problem of the data is a value, misuse throws. */
export type NoResult =
  | { readonly ok: false; readonly reason: 'insufficientData'; readonly needed: number; readonly received: number }
  | {
      readonly ok: false;
      readonly reason: 'invalidCounts' | 'nonFinite' | 'zeroDenominator';
      readonly detail: string;
    };

/** An estimate with its standard error and a two-sided confidence interval. */
export interface Effect {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * - `noVariation`: no unit differs from another in its arm, so an effect of any size is certain or absent.
 * - `smallExpected`: fewer than 5 expected in a cell, where the normal approximation is poor.
 * - `skewed`: an arm has fewer units than 355 times its squared skewness, where the mean is not yet near normal
 *   (Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 17).
 * - `covariateDiffers`: what was measured before the experiment differs between the arms (p < 0.001): no adjustment.
 * - `controlNearZero`: the control mean is within two standard errors of 0, so the relative lift means little.
 */
export type Warning = 'noVariation' | 'smallExpected' | 'skewed' | 'covariateDiffers' | 'controlNearZero';

/** The comparison of a treatment with a control; differences are treatment minus control. */
export interface Comparison {
  readonly ok: true;
  readonly method: string;
  readonly statistic: number;
  /** Degrees of freedom, where the reference distribution is Student's t. */
  readonly df?: number;
  readonly pValue: number;
  /** Base-10 logarithm of the p-value, also where that underflows. */
  readonly log10P: number;
  readonly control: number;
  readonly treatment: number;
  /** Treatment minus control, in the unit of the metric. */
  readonly effect: Effect;
  /** Treatment over control minus 1; null where the control is 0, an interval of null where none is defined. */
  readonly relativeLift: Lift | null;
  /** Units of the control. */
  readonly n: number;
  /** Units of the treatment. */
  readonly m: number;
  /** Units left out because their value is missing. */
  readonly dropped: number;
  readonly warnings: readonly Warning[];
}

export interface Lift {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface ComparisonOptions {
  /** What the alternative hypothesis says of treatment minus control. Default `twoSided`. */
  readonly alternative?: Alternative;
  /** Confidence of the two-sided intervals, in (0, 1). Default 0.95. */
  readonly level?: number;
}

/** @throws RangeError for a share outside (0, 1), which a level, an alpha or a power has to be */
export function checkShare(name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${name} lies in (0, 1), got ${share}.`);
}
