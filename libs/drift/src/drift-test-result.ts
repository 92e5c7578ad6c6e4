/** Why there is no number: data problems are values, misuse throws. */
export type NoResult =
  | { readonly ok: false; readonly reason: 'insufficientData'; readonly needed: number; readonly received: number }
  | { readonly ok: false; readonly reason: 'invalidCounts' | 'nonFinite' | 'zeroDenominator'; readonly detail: string };

/** How large a difference is, on a scale that does not grow with the number of rows. */
export interface Effect {
  /** What is measured, for example `D` or `cramersV`. */
  readonly name: string;
  readonly value: number;
  /** At confidence 1 - alpha, where the measure has an interval. */
  readonly interval?: { readonly lower: number; readonly upper: number };
}

/** What every test of one column says. Values are never NaN; p lies in [0, 1] and log10P outlives its underflow. */
export interface TestResult {
  readonly ok: true;
  readonly statistic: number;
  readonly df?: number;
  readonly pValue: number;
  readonly log10P: number;
  readonly effect: Effect;
  /** More measures of the same difference, where a test has them. */
  readonly otherEffects?: readonly Effect[];
  /** How p was computed, for example `exact`. */
  readonly method: string;
  /** Values of the reference and of the current data, without the missing ones. */
  readonly n: number;
  readonly m: number;
  /** Missing values left out on both sides together. */
  readonly dropped: number;
  readonly warnings: readonly string[];
}

export const insufficientData = (needed: number, received: number): NoResult => ({
  ok: false,
  reason: 'insufficientData',
  needed,
  received,
});

/** @throws RangeError for an alpha outside (0, 1) */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha lies in (0, 1), got ${alpha}.`);
}
