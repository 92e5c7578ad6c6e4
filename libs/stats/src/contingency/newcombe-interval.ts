import { normalIsf } from '../distributions/normal.ts';
import { differenceOfProducts } from '../special/difference-of-products.ts';
import { checkLevel } from './no-test.ts';
import { invalidProportion, type Proportion } from './proportion.ts';
import { type ProportionInterval, scoreInterval } from './wilson-interval.ts';

/**
 * The hybrid score interval of the difference treatment - control of two proportions: the Wilson limits l and u of each
 * give d - sqrt((pB - lB)^2 + (uA - pA)^2) and d + sqrt((uB - pB)^2 + (pA - lA)^2). It stays within [-1, 1] and has
 * width also where a rate is 0 or 1. Newcombe, "Interval Estimation for the Difference between Independent Proportions",
 * Statistics in Medicine 17 (1998), p. 873, method 10.
 *
 * @param level confidence in (0, 1), default 0.95
 * @throws RangeError for a level outside (0, 1)
 */
export function newcombeInterval(control: Proportion, treatment: Proportion, level = 0.95): ProportionInterval {
  checkLevel(level);
  return invalidProportion(control) ?? invalidProportion(treatment) ?? hybridInterval(control, treatment, level);
}

/** The interval of two valid proportions. */
export function hybridInterval(control: Proportion, treatment: Proportion, level: number) {
  const z = normalIsf((1 - level) / 2);
  const [a, b] = [scoreInterval(control, z), scoreInterval(treatment, z)];
  const estimate = rateDifference(control, treatment);
  return {
    ok: true,
    estimate,
    lower: estimate - Math.hypot(b.estimate - b.lower, a.upper - a.estimate),
    upper: estimate + Math.hypot(b.upper - b.estimate, a.estimate - a.lower),
  } as const;
}

/** xB / nB - xA / nA over the common denominator, where close rates do not cancel. */
const rateDifference = (control: Proportion, treatment: Proportion): number =>
  differenceOfProducts([treatment.successes, control.trials], [control.successes, treatment.trials]) /
  control.trials /
  treatment.trials;
