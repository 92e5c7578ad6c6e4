import { normalIsf, quantile, sortNumbers } from '@harper-edge/stats';
import { compareEstimates } from './compare-estimates.ts';
import type { Sample } from './compare-means.ts';
import { checkShare, type Comparison, type ComparisonOptions, type NoResult } from './comparison.ts';
import { presentValues } from './present-values.ts';

export type QuantileInterval =
  | {
      readonly ok: true;
      /** Type 7. */
      readonly estimate: number;
      readonly lower: number;
      readonly upper: number;
      /** Ranks from 1 of the values that bound the interval. */
      readonly lowerRank: number;
      readonly upperRank: number;
      /** (upper - lower) / (2 z). */
      readonly standardError: number;
      readonly n: number;
      readonly dropped: number;
    }
  | NoResult;

/**
 * A quantile with an interval that asks nothing of the distribution: the values at ranks floor(n p - z s) and
 * ceil(n p + z s) + 1 with s = sqrt(n p (1 - p)), cut to 1 and n. Its half width over z serves as standard error. Deng,
 * Knoblich and Lu, KDD 2018, section 4. Latencies at p95 are its use. O(n log n).
 *
 * @throws RangeError for a probability or a level outside (0, 1), also a probability of 0 or 1
 */
export function quantileInterval(values: Sample, probability: number, level = 0.95): QuantileInterval {
  checkShare('A probability', probability);
  checkShare('A confidence level', level);
  const { values: present, dropped } = presentValues(values);
  const n = present.length;
  if (n < 2) return { ok: false, reason: 'insufficientData', needed: 2, received: n };
  const sorted = sortNumbers(present);
  const z = normalIsf((1 - level) / 2);
  const [middle, half] = [n * probability, z * Math.sqrt(n * probability * (1 - probability))];
  const rank = (at: number) => Math.min(n, Math.max(1, at));
  const [lowerRank, upperRank] = [rank(Math.floor(middle - half)), rank(Math.ceil(middle + half) + 1)];
  const [lower, upper] = [sorted[lowerRank - 1] as number, sorted[upperRank - 1] as number];
  if (!Number.isFinite(upper - lower)) {
    return { ok: false, reason: 'nonFinite', detail: `The interval is not finite: ${lower} to ${upper}.` };
  }
  const standardError = (upper - lower) / (2 * z);
  return {
    ok: true,
    estimate: quantile(sorted, probability),
    lower,
    upper,
    lowerRank,
    upperRank,
    standardError,
    n,
    dropped,
  };
}

/**
 * Compares a quantile of two arms, with the standard errors of `quantileInterval` and the normal distribution. For units
 * that count one value each: several requests of one user are not independent.
 *
 * @param options.probability of the quantile, in (0, 1)
 * @throws RangeError for options outside their range
 */
export function compareQuantiles(
  control: Sample,
  treatment: Sample,
  { probability, ...options }: ComparisonOptions & { readonly probability: number },
): Comparison | NoResult {
  const [a, b] = [quantileInterval(control, probability), quantileInterval(treatment, probability)];
  if (!a.ok) return a;
  if (!b.ok) return b;
  return compareEstimates(
    { estimate: a.estimate, variance: a.standardError ** 2, n: a.n },
    { estimate: b.estimate, variance: b.standardError ** 2, n: b.n },
    { ...options, method: 'quantile', dropped: a.dropped + b.dropped },
  );
}
