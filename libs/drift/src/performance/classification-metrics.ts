/** A metric and the variance of what it will turn out to be once labels are there; undefined where it is none. */
export interface ExpectedMetric {
  readonly value: number;
  readonly variance: number;
}

export type MetricName = 'accuracy' | 'precision' | 'recall' | 'f1' | 'auroc';

/** Counts of right and wrong decisions: expected ones are not whole. */
export interface ConfusionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export interface ClassificationMetrics {
  readonly counts: ConfusionCounts;
  readonly metrics: Readonly<Record<MetricName, ExpectedMetric | undefined>>;
}

interface Scored {
  readonly scores: ArrayLike<number>;
  /** P(label = 1) of each row; of known labels 0 and 1, then all variances are 0. */
  readonly probabilities: ArrayLike<number>;
  /** Rows with this score or a higher one are decided positive. */
  readonly threshold: number;
}

/**
 * The metrics of decisions on rows whose labels are independent with known probabilities. Counts are expected ones: of
 * the true positives, for example, the sum of p over the rows decided positive. Ratios are taken of expected counts,
 * their variances are those of the labels, sums of p (1 - p), carried over by the delta method. A ratio with a zero
 * denominator is undefined.
 */
export function classificationMetrics({ scores, probabilities, threshold }: Scored): ClassificationMetrics {
  const n = scores.length;
  let [hits, alarms, hitVariance, misses, missVariance] = [0, 0, 0, 0, 0];
  for (let row = 0; row < n; row += 1) {
    const p = probabilities[row] as number;
    if ((scores[row] as number) >= threshold) {
      alarms += 1;
      hits += p;
      hitVariance += p * (1 - p);
    } else {
      misses += p;
      missVariance += p * (1 - p);
    }
  }
  const counts = {
    truePositives: hits,
    falsePositives: alarms - hits,
    falseNegatives: misses,
    trueNegatives: n - alarms - misses,
  };
  const positives = hits + misses;
  const f1Of = alarms + positives;
  return {
    counts,
    metrics: {
      accuracy: metric(hits + counts.trueNegatives, n, (hitVariance + missVariance) / n ** 2),
      precision: metric(hits, alarms, hitVariance / alarms ** 2),
      recall: metric(hits, positives, (misses ** 2 * hitVariance + hits ** 2 * missVariance) / positives ** 4),
      f1: metric(2 * hits, f1Of, (4 * ((f1Of - hits) ** 2 * hitVariance + hits ** 2 * missVariance)) / f1Of ** 4),
      auroc: expectedAuroc(scores, probabilities),
    },
  };
}

const metric = (numerator: number, denominator: number, variance: number): ExpectedMetric | undefined =>
  denominator > 0 ? { value: numerator / denominator, variance } : undefined;

/**
 * The area under the ROC curve: over all pairs of two rows, the weight p_i (1 - p_j) of those with the higher score at
 * i, half of it at equal scores, over the weight of all. O(n log n).
 */
function expectedAuroc(scores: ArrayLike<number>, probabilities: ArrayLike<number>): ExpectedMetric | undefined {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const p = order.map((row) => probabilities[row] as number);
  const n = p.length;
  const positives = p.reduce((sum, value) => sum + value, 0);
  const selfPairs = p.reduce((sum, value) => sum + value * (1 - value), 0);
  const pairs = positives * (n - positives) - selfPairs;
  if (!(pairs > 0)) return undefined;
  // For each row, the negatives with a lower score less the positives with a higher one.
  const slopes = new Float64Array(n);
  let [wins, below, above] = [0, 0, positives];
  for (let start = 0; start < n;) {
    let [end, tied] = [start, 0];
    while (end < n && scores[order[end] as number] === scores[order[start] as number]) {
      tied += p[end] as number;
      end += 1;
    }
    const negatives = end - start - tied;
    above -= tied;
    wins += tied * (below + negatives / 2);
    slopes.fill(below + negatives / 2 - above - tied / 2, start, end);
    below += negatives;
    start = end;
  }
  const value = (wins - selfPairs / 2) / pairs;
  const variance = p.reduce((sum, chance, at) => {
    const own = 0.5 - chance;
    const slope = (slopes[at] as number) - own - value * (n - 2 * positives - 2 * own);
    return sum + chance * (1 - chance) * (slope / pairs) ** 2;
  }, 0);
  return { value, variance };
}
