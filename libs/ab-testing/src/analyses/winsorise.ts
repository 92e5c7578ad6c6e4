import { quantile, sortNumbers } from '@harper-edge/stats';

export interface Winsorised {
  /** The values with those above the cap replaced by it, in their order. */
  readonly samples: readonly Float64Array[];
  /** The quantile of all samples together. NaN without values. */
  readonly cap: number;
  /** Share of the values that were above the cap, in [0, 1]. */
  readonly cappedRate: number;
}

/**
 * Caps the values of all samples at one quantile (type 7) of them together: one cap for all arms, so that capping does
 * not tell them apart. Few very large orders then no longer decide the comparison; what is compared is the capped mean.
 *
 * @param samples finite numbers
 * @param probability of the quantile, in [0, 1]
 * @throws RangeError for a probability outside [0, 1]
 * @example winsorise([[1, 2, 3, 4, 100]], 0.75).samples[0] // [1, 2, 3, 4, 4]
 */
export function winsorise(samples: readonly ArrayLike<number>[], probability: number): Winsorised {
  const pooled = new Float64Array(samples.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const values of samples) {
    pooled.set(values, offset);
    offset += values.length;
  }
  const cap = quantile(sortNumbers(pooled), probability);
  const above = pooled.reduce((count, value) => count + Number(value > cap), 0);
  return {
    samples: samples.map((values) => Float64Array.from(values, (value) => Math.min(value, cap))),
    cap,
    cappedRate: pooled.length === 0 ? 0 : above / pooled.length,
  };
}
