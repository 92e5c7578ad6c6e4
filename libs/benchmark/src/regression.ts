import { EdgeError } from '@harper-edge/contracts';
import type { CandidateResult } from './candidate-result.ts';
import { ratioOf, type Metric, type RatioInterval } from './compare.ts';

/** One candidate now against the same one earlier. */
export interface RegressionCheck {
  readonly name: string;
  readonly metric: Metric;
  /** Now over earlier; `null` when a run has too few rounds to tell. */
  readonly ratio: RatioInterval | null;
  /** Whether the whole interval lies beyond the limit: slower for latency, less for throughput. */
  readonly regressed: boolean;
}

type Rounds = Pick<CandidateResult, 'name' | 'rounds'>;

export interface RegressionOptions {
  /** Share in [0, …): 0.05 lets a median grow, or a throughput fall, by 5 %. */
  readonly limitRate: number;
  readonly metric?: Metric;
  /** Default 0.95. */
  readonly confidenceLevel?: number;
  readonly seed: number;
}

/**
 * Compares candidates that both runs measured. One regressed only when the whole confidence interval of the ratio is
 * beyond the limit, so that noise alone seldom fails a build.
 */
export function checkRegression(
  now: readonly Rounds[],
  earlier: readonly Rounds[],
  { limitRate, metric = 'latency', confidenceLevel = 0.95, seed }: RegressionOptions,
): readonly RegressionCheck[] {
  return now.flatMap((candidate) => {
    const before = earlier.find(({ name }) => name === candidate.name);
    if (before === undefined) return [];
    const ratio = ratioOf(metric, [candidate, before], { level: confidenceLevel, seed });
    const regressed =
      ratio !== null && (metric === 'latency' ? ratio.lower > 1 + limitRate : ratio.upper < 1 - limitRate);
    return [{ name: candidate.name, metric, ratio, regressed }];
  });
}

/**
 * The limit in `regression>5%`, as a share.
 *
 * @throws EdgeError INVALID_INPUT
 * @example parseFailOn('regression>5%') // 0.05
 */
export function parseFailOn(text: string): number {
  const percent = /^\s*regression\s*>\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new EdgeError('INVALID_INPUT', `expected "regression>5%", received ${JSON.stringify(text.slice(0, 80))}`);
}
