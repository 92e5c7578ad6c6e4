/** A piecewise linear map from scores to probabilities that never falls: knots ascending in both. Plain JSON. */
export interface Calibration {
  readonly scores: readonly number[];
  readonly probabilities: readonly number[];
}

/**
 * Isotonic regression of labels on scores by pooling adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman, Annals
 * of Mathematical Statistics 26 (1955)): the non-decreasing map of least squares. Between blocks it is linear, outside
 * constant. O(n log n).
 *
 * @param labels 0 or 1 for each score
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const blocks: { first: number; last: number; weight: number; sum: number }[] = [];
  for (const row of order) {
    const score = scores[row] as number;
    let block = { first: score, last: score, weight: 1, sum: labels[row] as number };
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      const rises = before.sum / before.weight < block.sum / block.weight;
      if (rises && before.last < block.first) break;
      blocks.pop();
      block = { ...block, first: before.first, weight: before.weight + block.weight, sum: before.sum + block.sum };
    }
    blocks.push(block);
  }
  const knots = blocks.flatMap(({ first, last, weight, sum }) =>
    (first === last ? [first] : [first, last]).map((score) => ({ score, probability: sum / weight })),
  );
  return { scores: knots.map(({ score }) => score), probabilities: knots.map(({ probability }) => probability) };
}

/** The probability of a score. O(log k) for k knots. */
export function calibrate({ scores, probabilities }: Calibration, score: number): number {
  let [low, high] = [0, scores.length - 1];
  if (score <= (scores[low] as number)) return probabilities[low] as number;
  if (score >= (scores[high] as number)) return probabilities[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) <= score) low = middle;
    else high = middle;
  }
  const [from, to] = [scores[low] as number, scores[high] as number];
  const [start, end] = [probabilities[low] as number, probabilities[high] as number];
  return start + ((score - from) / (to - from)) * (end - start);
}
