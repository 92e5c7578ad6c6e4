import { createRandomGenerator } from '@harper-edge/stats';

/** About normal numbers from a seed. */
export function normals(n, seed, shift = 0) {
  const { next } = createRandomGenerator(seed);
  return Float64Array.from({ length: n }, () => {
    let sum = shift - 6;
    for (let draw = 0; draw < 12; draw += 1) sum += next();
    return sum;
  });
}

/** Texts of twelve categories from a seed, the first ones more often. */
export function texts(n, seed) {
  const { next } = createRandomGenerator(seed);
  return Array.from({ length: n }, () => `category ${Math.floor(12 * next() * next())}`);
}
