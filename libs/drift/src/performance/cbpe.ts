import { normalIsf } from '@harper-edge/stats';
import { checkAlpha, insufficientData, type NoResult } from '../drift-test-result.ts';
import { rowHash } from '../row-hash.ts';
import { type Severity, severityOf } from '../severity.ts';
import { calibrationError } from './calibration-error.ts';
import { classificationMetrics, type ConfusionCounts, type MetricName } from './classification-metrics.ts';
import { calibrate, type Calibration, fitIsotonic } from './isotonic-calibration.ts';

/** Predictions of a time whose labels are known. Rows without a score or a label are left out. */
export interface LabelledScores {
  /** The predicted probability of label 1, in [0, 1]. */
  readonly scores: ArrayLike<number>;
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
}

export interface CbpeFitOptions {
  /** Scores from here on are decided positive; default 0.5. */
  readonly threshold?: number;
  /** Labelled rows needed; default 100. */
  readonly minimumSamples?: number;
}

/** What the estimate takes from the reference: small, plain JSON, without the rows. */
export interface CbpeReference {
  readonly ok: true;
  readonly threshold: number;
  /** The map from scores to probabilities; null where the scores are taken as they are. */
  readonly calibration: Calibration | null;
  /** Expected calibration error of held-out rows, as they are and calibrated on the others. */
  readonly calibrationError: { readonly raw: number; readonly calibrated: number };
  /** What the metrics were; null where a denominator is 0. */
  readonly metrics: Readonly<Record<MetricName, number | null>>;
  readonly n: number;
  readonly dropped: number;
}

export type NoReference =
  NoResult | { readonly ok: false; readonly reason: 'oneClass'; readonly label: 0 | 1; readonly received: number };

/**
 * The reference of confidence-based performance estimation: how probable label 1 is at a score, and how well the model
 * did. Calibrates the scores by isotonic regression only if that lowers the calibration error of a third of the rows,
 * held out by the hash of their position, and then on all rows. With one class nothing can be learnt: `oneClass`.
 *
 * @throws RangeError for a score outside [0, 1], a label that is neither 0 nor 1, or columns of unequal length
 */
export function fitCbpe(
  { scores, labels }: LabelledScores,
  { threshold = 0.5, minimumSamples = 100 }: CbpeFitOptions = {},
): CbpeReference | NoReference {
  if (scores.length !== labels.length) {
    throw new RangeError(`Scores need as many labels, got ${scores.length} and ${labels.length}.`);
  }
  const rows = Array.from(scores, (_, row) => row).filter((row) => !(isMissing(scores[row]) || isMissing(labels[row])));
  const known = { scores: pick(scores, rows), labels: pick(labels, rows) };
  checkProbabilities(known.scores);
  const wrong = known.labels.find((label) => label !== 0 && label !== 1);
  if (wrong !== undefined) throw new RangeError(`A label is 0 or 1, got ${wrong}.`);
  const n = rows.length;
  if (n < minimumSamples) return insufficientData(minimumSamples, n);
  const positives = known.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === n) {
    return { ok: false, reason: 'oneClass', label: positives === 0 ? 0 : 1, received: n };
  }
  const errors = heldOutErrors(known);
  const { metrics } = classificationMetrics({ scores: known.scores, probabilities: known.labels, threshold });
  return {
    ok: true,
    threshold,
    calibration: errors.calibrated < errors.raw ? fitIsotonic(known.scores, known.labels) : null,
    calibrationError: errors,
    metrics: mapMetrics((name) => metrics[name]?.value ?? null),
    n,
    dropped: scores.length - n,
  };
}

export interface CbpeOptions {
  /** The bands have confidence 1 - alpha; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The change of a metric that matters; default 0.05. */
  readonly minimumChange?: number;
}

export interface EstimatedMetric {
  readonly value: number;
  /** Where the metric will turn out to be with confidence 1 - alpha, if the scores are calibrated. */
  readonly lower: number;
  readonly upper: number;
  /** Value minus that of the reference; null if the reference has none. */
  readonly change: number | null;
  /** Keys: the reference outside of the band, and a change of at least `minimumChange`, both for the worse. */
  readonly severity: Severity;
}

export interface PerformanceEstimate {
  readonly ok: true;
  readonly expectedCounts: ConfusionCounts;
  /** null where the metric is not defined: precision without a positive decision, for example. */
  readonly metrics: Readonly<Record<MetricName, EstimatedMetric | null>>;
  readonly n: number;
  readonly dropped: number;
}

/**
 * The metrics of a chunk without labels, of any size, by confidence-based performance estimation (CBPE): with the
 * calibrated probability p of each row, the expected true positives are the sum of p over the rows decided positive, and
 * so on; metrics are taken of the expected counts, AUROC from the order of the raw scores with p as expected labels. The
 * band is that of sampling labels with these probabilities. Right as long as labels keep their probability at a given
 * score: this sees a change of the inputs, not one of the concept. O(n log n).
 *
 * @throws RangeError for a score outside [0, 1] or options out of range
 */
export function estimatePerformance(
  reference: CbpeReference,
  scores: ArrayLike<number>,
  { alpha = 0.05, minimumChange = 0.05 }: CbpeOptions = {},
): PerformanceEstimate | NoResult {
  checkAlpha(alpha);
  const known = Float64Array.from(scores).filter((score) => !isMissing(score));
  checkProbabilities(known);
  if (known.length === 0) return insufficientData(1, 0);
  const { calibration, threshold } = reference;
  const probabilities = calibration === null ? known : known.map((score) => calibrate(calibration, score));
  const { counts, metrics } = classificationMetrics({ scores: known, probabilities, threshold });
  const z = normalIsf(alpha / 2);
  return {
    ok: true,
    expectedCounts: counts,
    metrics: mapMetrics((name) => {
      const expected = metrics[name];
      if (expected === undefined) return null;
      const margin = z * Math.sqrt(expected.variance);
      const before = reference.metrics[name];
      const [lower, upper] = [Math.max(0, expected.value - margin), Math.min(1, expected.value + margin)];
      const change = before === null ? null : expected.value - before;
      const keys = {
        significant: before !== null && upper < before,
        large: change !== null && -change >= minimumChange,
      };
      return { value: expected.value, lower, upper, change, severity: severityOf(keys) };
    }),
    n: known.length,
    dropped: scores.length - known.length,
  };
}

function mapMetrics<T>(of: (name: MetricName) => T): Record<MetricName, T> {
  return {
    accuracy: of('accuracy'),
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
    auroc: of('auroc'),
  };
}

function heldOutErrors({ scores, labels }: { scores: Float64Array; labels: Float64Array }) {
  const rows = Array.from(scores, (_, row) => row);
  const [held, rest] = [rows.filter((row) => isHeldOut(row)), rows.filter((row) => !isHeldOut(row))];
  const calibration = fitIsotonic(pick(scores, rest), pick(labels, rest));
  const [raw, truth] = [pick(scores, held), pick(labels, held)];
  const calibrated = raw.map((score) => calibrate(calibration, score));
  return { raw: calibrationError(raw, truth), calibrated: calibrationError(calibrated, truth) };
}

/** A third of the rows, the same whatever the order of their values. */
const isHeldOut = (row: number): boolean => rowHash(row) < 1 / 3;

const isMissing = (value: number | null | undefined): boolean =>
  value === null || value === undefined || Number.isNaN(value);

const pick = (values: ArrayLike<number>, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => values[row] as number);

function checkProbabilities(scores: Float64Array): void {
  const wrong = scores.find((score) => !(score >= 0 && score <= 1));
  if (wrong !== undefined) throw new RangeError(`A score is a probability in [0, 1], got ${wrong}.`);
}
