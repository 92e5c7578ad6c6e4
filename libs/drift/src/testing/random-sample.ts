import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';

/** Seeded samples for simulations. */
export function createSampler(seed: number) {
  const rng = createRandomGenerator(seed);
  const uniform = (): number => rng.next();
  // Half a step above 0, where the quantile is infinite.
  const normal = (): number => normalQuantile(rng.next() + 2 ** -54);
  const many = (n: number, draw: () => number): Float64Array => Float64Array.from({ length: n }, draw);
  return { uniform, normal, many, bernoulli: (p: number): number => Number(rng.next() < p) };
}
