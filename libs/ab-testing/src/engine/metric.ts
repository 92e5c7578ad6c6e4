import { normalSf, skewness, variance } from '@harper-edge/stats';
import { compareBayesian } from '../analyses/bayesian/compare-bayesian.ts';
import { compareMeans } from '../analyses/compare-means.ts';
import { compareProportions } from '../analyses/compare-proportions.ts';
import type { Comparison, NoResult } from '../analyses/comparison.ts';
import { type ExactSums, momentsOfSums } from './exact-sums.ts';

/** What is measured of every unit: one number, 0 until an event changes it. */
export interface Metric {
  readonly id: string;
  /**
   * - `conversion`: whether the event happened.
   * - `count`: how often.
   * - `total`: the sum of its values, revenue per unit for example.
   */
  readonly kind: MetricKind;
  /** The type of event that counts. Default: the id of the metric. */
  readonly event?: string;
  /** What is better. Default `increase`. */
  readonly goal?: 'increase' | 'decrease';
  /**
   * - `primary`: decides; several share the chance of a false alarm.
   * - `secondary`: reported only.
   * - `guardrail`: must not become worse than by `margin`.
   *
   * Default `secondary`.
   */
  readonly role?: 'primary' | 'secondary' | 'guardrail';
  /** Guardrails: the largest relative change for the worse that is acceptable, in [0, 1). Default 0.05. */
  readonly margin?: number;
}

/** The units of an arm and the sums of their values. */
export interface ArmSums {
  readonly units: number;
  readonly sums: ExactSums;
}

interface KindOfMetric {
  /** A unit's value after one more event. */
  readonly after: (before: number, value: number) => number;
  readonly compare: (control: ArmSums, treatment: ArmSums, level: number) => Comparison | NoResult;
  /** The chance that the treatment's true value is larger; null if the data do not allow one. */
  readonly chanceOfMore: (control: ArmSums, treatment: ArmSums) => number | null;
}

const summarise = ({ units, sums }: ArmSums) => {
  const moments = { ...momentsOfSums(sums, units), min: Number.NaN, max: Number.NaN };
  return { n: units, mean: moments.mean, variance: units > 1 ? variance(moments) : 0, skewness: skewness(moments) };
};

const means: KindOfMetric['compare'] = (control, treatment, level) =>
  compareMeans(summarise(control), summarise(treatment), { level });

/** With a flat prior and means that are near normal. */
const chanceOfLargerMean: KindOfMetric['chanceOfMore'] = (control, treatment) => {
  const comparison = means(control, treatment, 0.95);
  if (!comparison.ok || comparison.effect.standardError === 0) return null;
  return normalSf(-comparison.effect.estimate / comparison.effect.standardError);
};

const proportion = ({ units, sums }: ArmSums) => ({ successes: sums.sum[0], trials: units });

/** How each kind counts and compares. */
export const metricKinds = {
  conversion: {
    after: () => 1,
    compare: (control, treatment, level) => compareProportions(proportion(control), proportion(treatment), { level }),
    chanceOfMore: (control, treatment) => {
      const comparison = compareBayesian(proportion(control), proportion(treatment));
      return comparison.ok ? comparison.chanceToWin : null;
    },
  },
  count: { after: (before) => before + 1, compare: means, chanceOfMore: chanceOfLargerMean },
  total: { after: (before, value) => before + value, compare: means, chanceOfMore: chanceOfLargerMean },
} as const satisfies Record<string, KindOfMetric>;

export type MetricKind = keyof typeof metricKinds;
