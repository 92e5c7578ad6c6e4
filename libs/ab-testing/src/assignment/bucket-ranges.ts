/** A part of [0, 1): from the first number, included, to the second, excluded. */
export type BucketRange = readonly [start: number, end: number];

/** `count` weights that sum to 1; none for a count that is not positive. */
export const equalWeights = (count: number): number[] =>
  count > 0 ? Array.from({ length: count }, () => 1 / count) : [];

/**
 * The range of each variant: of [cumulative weight, + weight) the first `coverage`. A larger coverage therefore only adds
 * units, none changes its variant. Coverage is limited to [0, 1]; weights that are not `count` many, or do not sum to 1
 * within 0.01, are replaced by equal ones.
 *
 * @example bucketRanges(2, { coverage: 0.5 }) // [[0, 0.25], [0.5, 0.75]]
 */
export function bucketRanges(
  count: number,
  options: { readonly coverage?: number; readonly weights?: readonly number[] } = {},
): BucketRange[] {
  const { weights: given = [] } = options;
  const coverage = Math.min(1, Math.max(0, options.coverage ?? 1));
  const sum = given.reduce((total, weight) => total + weight, 0);
  const weights = given.length === count && sum >= 0.99 && sum <= 1.01 ? given : equalWeights(count);
  let start = 0;
  return weights.map((weight) => {
    const range: BucketRange = [start, start + coverage * weight];
    start += weight;
    return range;
  });
}

/** The index of the first range that holds the bucket, -1 if none does. */
export function chooseVariation(bucket: number, ranges: readonly BucketRange[]): number {
  for (let index = 0; index < ranges.length; index += 1) {
    const [start, end] = ranges[index] as BucketRange;
    if (bucket >= start && bucket < end) return index;
  }
  return -1;
}
