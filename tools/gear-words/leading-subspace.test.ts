import { createRandomGenerator } from '@harper-edge/stats';
import { expect, it } from 'vitest';
import { leadingSubspace } from './leading-subspace.ts';
import type { SparseSymmetric } from './pointwise-information.ts';

/** Its eigenvalues are -5.3016, 0.1259, 2.7732 and 5.4025 (numpy.linalg.eigh). */
const matrix = [
  [4, 1, 0, 2],
  [1, 3, 1, 0],
  [0, 1, -5, 1],
  [2, 0, 1, 1],
];
const sparse: SparseSymmetric = {
  size: 4,
  starts: Int32Array.from([0, 3, 6, 9, 12]),
  columns: Int32Array.from([0, 1, 3, 0, 1, 2, 1, 2, 3, 0, 2, 3]),
  values: Float64Array.from(matrix.flat().filter((value) => value !== 0)),
};

it('spans the eigenvectors of the largest absolute eigenvalues, below 0 too', () => {
  const basis = leadingSubspace(sparse, { dimensions: 2, rounds: 60, rng: createRandomGenerator(3) });
  const projection = matrix.map((_, i) =>
    matrix.map((_, j) => basis.reduce((sum, vector) => sum + (vector[i] ?? 0) * (vector[j] ?? 0), 0)),
  );
  // numpy: v[:, i] @ v[:, i].T of the two.
  const expected = [
    [0.697574, 0.30894, 0.110827, 0.321306],
    [0.30894, 0.158149, -0.092575, 0.170656],
    [0.110827, -0.092575, 0.958577, -0.137312],
    [0.321306, 0.170656, -0.137312, 0.185701],
  ];
  for (const [i, row] of projection.entries()) {
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i]?.[j] ?? Number.NaN, 5);
  }
});

it('gives vectors of length 1 at right angles, after few rounds too', () => {
  const basis = leadingSubspace(sparse, { dimensions: 3, rounds: 2, rng: createRandomGenerator(3) });
  for (const [i, first] of basis.entries()) {
    for (const [j, second] of basis.entries()) {
      const dot = first.reduce((sum, value, at) => sum + value * (second[at] ?? 0), 0);
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});
