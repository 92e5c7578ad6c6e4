import type { RandomGenerator } from '@harper-edge/stats';
import type { SparseSymmetric } from './pointwise-information.ts';

/**
 * An orthonormal basis of the space that the `dimensions` eigenvectors of the largest absolute eigenvalues span, each vector
 * as long as the matrix: orthogonal iteration (Golub and Van Loan, Matrix Computations, 4th edition, section 8.2.4). Only
 * the space is determined, not the basis, and that as far as `rounds` bring it. O(rounds · dimensions · (entries +
 * dimensions · size)).
 */
export function leadingSubspace(
  matrix: SparseSymmetric,
  { dimensions, rounds, rng }: { dimensions: number; rounds: number; rng: RandomGenerator },
): readonly Float64Array[] {
  let basis: readonly Float64Array[] = Array.from({ length: dimensions }, () =>
    Float64Array.from({ length: matrix.size }, () => rng.next() - 0.5),
  );
  for (let round = 0; round < rounds; round += 1) {
    orthonormalise(basis);
    basis = basis.map((vector) => product(matrix, vector));
  }
  orthonormalise(basis);
  return basis;
}

function product({ size, starts, columns, values }: SparseSymmetric, vector: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) {
      sum += (values[at] as number) * (vector[columns[at] as number] as number);
    }
    result[row] = sum;
  }
  return result;
}

/** Gram and Schmidt's, in the form that keeps its digits. In place. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  for (const [index, vector] of vectors.entries()) {
    for (const earlier of vectors.slice(0, index)) {
      const part = dot(vector, earlier);
      for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] as number) - part * (earlier[i] as number);
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] as number) / length;
  }
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i += 1) sum += (first[i] as number) * (second[i] as number);
  return sum;
}
