import { median, ratioOfMediansInterval } from '@harper-edge/stats';
import type { CandidateResult, RoundResult } from './candidate-result.ts';
import type { Parity } from './parity.ts';

/** A ratio and its confidence interval. */
export interface RatioInterval {
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

/** A candidate against the best one; `null` where a round gave nothing to compare. */
export interface Comparison {
  readonly name: string;
  readonly against: string;
  /** Median latency over that of the best: 1.25 is a quarter slower. */
  readonly latency: RatioInterval | null;
  /** Throughput over that of the best. */
  readonly throughput: RatioInterval | null;
}

export type NoWinner = 'one candidate' | 'too few samples' | 'errors' | 'parity failed' | 'intervals overlap';

export interface Verdict {
  /** `null` unless the whole interval of every other candidate lies on the worse side of 1, and the answers agree. */
  readonly winner: string | null;
  /** Why there is no winner, `null` when there is one. */
  readonly reason: NoWinner | null;
  /** The one with the best median, winner or not; `null` when none can be it. */
  readonly best: string | null;
  readonly comparisons: readonly Comparison[];
}

export interface CompareOptions {
  readonly parity: Pick<Parity, 'ok'>;
  /** What decides. Default latency. */
  readonly metric?: Metric;
  /** Of all intervals together: each of k is taken at 1 - (1 - level) / k (Bonferroni). Default 0.95. */
  readonly confidenceLevel?: number;
  /** Of the resampling. */
  readonly seed: number;
  /** Rounds, and answers in each, below which nothing is decided. Defaults 5 and 10. */
  readonly minRounds?: number;
  readonly minAnswersPerRound?: number;
  /** Above this share of failed requests a candidate cannot win. Default 0.01. */
  readonly maxErrorRate?: number;
}

export type Metric = 'latency' | 'throughput';

/** Which candidate is best, and whether the rounds prove it: by bootstrap intervals on the ratios of medians over rounds. */
export function compareCandidates(results: readonly CandidateResult[], options: CompareOptions): Verdict {
  const { metric = 'latency', confidenceLevel = 0.95, seed, maxErrorRate = 0.01 } = options;
  const able = results.filter(({ errorRate, rounds }) => errorRate <= maxErrorRate && rounds.some(hasAnswers));
  const best = able.reduce<CandidateResult | undefined>(
    (first, next) => (first === undefined || isBetter(next, first, metric) ? next : first),
    undefined,
  );
  if (best === undefined) return { winner: null, reason: 'errors', best: null, comparisons: [] };
  const others = results.filter((result) => result !== best);
  const level = 1 - (1 - confidenceLevel) / Math.max(1, others.length);
  const comparisons = others.map((other) => ({
    name: other.name,
    against: best.name,
    latency: ratioOf('latency', [other, best], { level, seed }),
    throughput: ratioOf('throughput', [other, best], { level, seed }),
  }));
  const beaten = comparisons.filter(({ name }) => able.some((result) => result.name === name));
  const reason = whyNot(able, { ...options, metric, beaten, compared: results.length });
  return { winner: reason === null ? best.name : null, reason, best: best.name, comparisons };
}

function whyNot(
  able: readonly CandidateResult[],
  given: CompareOptions & { metric: Metric; beaten: readonly Comparison[]; compared: number },
): NoWinner | null {
  const { minRounds = 5, minAnswersPerRound = 10 } = given;
  if (given.compared < 2) return 'one candidate';
  if (!given.parity.ok) return 'parity failed';
  const enough = able.every(
    ({ rounds }) =>
      rounds.length >= minRounds && rounds.every(({ successCount }) => successCount >= minAnswersPerRound),
  );
  if (!enough) return 'too few samples';
  return given.beaten.every((comparison) => isWorse(comparison[given.metric], given.metric))
    ? null
    : 'intervals overlap';
}

const isWorse = (interval: RatioInterval | null, metric: Metric): boolean =>
  interval !== null && (metric === 'latency' ? interval.lower > 1 : interval.upper < 1);

const hasAnswers = ({ successCount }: RoundResult): boolean => successCount > 0;

function isBetter(a: CandidateResult, b: CandidateResult, metric: Metric): boolean {
  const [ofA, ofB] = [a, b].map((result) => median(Float64Array.from(valuesOf(result, metric)).sort())) as [
    number,
    number,
  ];
  return metric === 'latency' ? ofA < ofB : ofA > ofB;
}

/** One value per round that has one. */
const valuesOf = ({ rounds }: Pick<CandidateResult, 'rounds'>, metric: Metric): readonly number[] =>
  rounds.flatMap(({ p50Latency, throughputPerSecond }) =>
    p50Latency === null ? [] : [metric === 'latency' ? p50Latency : throughputPerSecond],
  );

/** The first candidate's median over rounds, over the second's. */
export function ratioOf(
  metric: Metric,
  [numerator, denominator]: readonly [Pick<CandidateResult, 'rounds'>, Pick<CandidateResult, 'rounds'>],
  options: { readonly level: number; readonly seed: number },
): RatioInterval | null {
  const interval = ratioOfMediansInterval(valuesOf(numerator, metric), valuesOf(denominator, metric), options);
  if (!interval.ok) return null;
  const { estimate: ratio, lower, upper } = interval;
  return { ratio, lower, upper };
}
