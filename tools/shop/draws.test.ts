import { createRandomGenerator } from '@harper-edge/stats';
import { expect, it } from 'vitest';
import { normal, poisson, weighted } from './draws.ts';

const count = 20_000;
const draws = (draw: () => number) => {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { values, mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1) };
};

it('normal draws have mean 0 and variance 1', () => {
  const rng = createRandomGenerator(1);
  const { mean, variance } = draws(() => normal(rng));
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});

it.each([0, 0.4, 12, 90])('Poisson draws of mean %d have it as their variance too, and are whole', (expected) => {
  const rng = createRandomGenerator(2);
  const { values, mean, variance } = draws(() => poisson(rng, expected));
  expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected / count));
  // The variance of a variance: (mu + 2 mu^2) / n.
  expect(Math.abs(variance - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected + 2 * expected ** 2) / count));
});

it('what weighs more is drawn more often, and what weighs nothing never', () => {
  const rng = createRandomGenerator(3);
  const { values } = draws(() => weighted(rng, [1, 2, 3], (item) => [0, 1, 3][item - 1] ?? 0));
  const share = values.filter((value) => value === 3).length / count;
  expect(values).not.toContain(1);
  expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / count));
  expect(() => weighted(rng, [1], () => 0)).toThrow(RangeError);
});
