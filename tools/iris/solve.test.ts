import { expect, it } from 'vitest';
import { solve } from './solve.ts';

it.each([
  [
    'diagonal',
    [
      [2, 0],
      [0, 4],
    ],
    [2, 2],
    [1, 0.5],
  ],
  [
    'a zero on the diagonal needs another row first',
    [
      [0, 1],
      [1, 0],
    ],
    [3, 5],
    [5, 3],
  ],
  [
    'three unknowns, by hand',
    [
      [2, 1, -1],
      [-3, -1, 2],
      [-2, 1, 2],
    ],
    [8, -11, -3],
    [2, 3, -1],
  ],
])('solves %s', (_what, matrix, right, expected) => {
  for (const [i, value] of solve(matrix, right).entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 12);
});

it('refuses a singular matrix', () => {
  expect(() =>
    solve(
      [
        [1, 2],
        [2, 4],
      ],
      [1, 2],
    ),
  ).toThrow(RangeError);
});
