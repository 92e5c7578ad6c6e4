import { normalQuantile, type RandomGenerator } from '@harper-edge/stats';

/** Of mean 0 and standard deviation 1. */
export const normal = (rng: RandomGenerator): number => normalQuantile(rng.next() || 0.5);

/** How often something happens in a period in which it happens `mean` times on average. Up to a mean of some thousands. */
export function poisson(rng: RandomGenerator, mean: number): number {
  let count = -1;
  for (let left = mean; left >= 0; left += Math.log(1 - rng.next())) count += 1;
  return count;
}

/** One of them, each as likely as its weight. @throws RangeError without any of a weight above 0 */
export function weighted<T>(rng: RandomGenerator, items: readonly T[], weightOf: (item: T) => number): T {
  const weights = items.map(weightOf);
  let left = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  const chosen = items[index];
  if (chosen === undefined) throw new RangeError('expected at least one item of a weight above 0');
  return chosen;
}
