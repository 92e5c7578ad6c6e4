import { normalIsf } from '../distributions/normal.ts';
import { checkLevel, type NoTest } from './no-test.ts';
import { invalidProportion, type Proportion } from './proportion.ts';

export type ProportionInterval =
  { readonly ok: true; readonly estimate: number; readonly lower: number; readonly upper: number } | NoTest;

/**
 * The score interval of a proportion, without continuity correction: with z the normal quantile of the level,
 * (x + z^2 / 2 +- z sqrt(x (n - x) / n + z^2 / 4)) / (n + z^2). Exactly 0 at no success and 1 at no failure. Wilson,
 * "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), p. 209.
 *
 * @param level confidence in (0, 1), default 0.95
 * @throws RangeError for a level outside (0, 1)
 * @example wilsonInterval({ successes: 0, trials: 10 }) // { ok: true, estimate: 0, lower: 0, upper: 0.2775... }
 */
export function wilsonInterval(proportion: Proportion, level = 0.95): ProportionInterval {
  checkLevel(level);
  return invalidProportion(proportion) ?? scoreInterval(proportion, normalIsf((1 - level) / 2));
}

/** The interval of a valid proportion at normal quantile z. */
export function scoreInterval({ successes, trials }: Proportion, z: number) {
  const failures = trials - successes;
  const half = z * Math.sqrt((successes / trials) * failures + (z * z) / 4);
  const scale = trials + z * z;
  return {
    ok: true,
    estimate: successes / trials,
    lower: successes === 0 ? 0 : (successes + (z * z) / 2 - half) / scale,
    // Made of the failures, so that a proportion and its complement have mirrored intervals.
    upper: failures === 0 ? 1 : 1 - (failures + (z * z) / 2 - half) / scale,
  } as const;
}
