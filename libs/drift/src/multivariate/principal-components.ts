/**
 * Eigenvalues of a symmetric matrix, largest first, and the eigenvectors in the same order, by Jacobi's rotations. The
 * matrix, row after row, is used up. O(k^3) a sweep, of which about ten are needed: meant for up to some hundred columns.
 * Golub and Van Loan, Matrix Computations, section 8.5.
 */
export function eigenvectors(matrix: Float64Array, k: number): { values: number[]; vectors: Float64Array[] } {
  const vectors = Array.from({ length: k }, (_, at) =>
    Float64Array.from({ length: k }, (__, other) => Number(at === other)),
  );
  const of = (i: number, j: number): number => matrix[i * k + j] as number;
  const trace = Array.from({ length: k }, (_, at) => Math.abs(of(at, at))).reduce((sum, value) => sum + value, 0);
  for (let sweep = 0; sweep < 30; sweep += 1) {
    let largest = 0;
    for (let i = 0; i < k; i += 1) {
      for (let j = i + 1; j < k; j += 1) {
        const off = of(i, j);
        largest = Math.max(largest, Math.abs(off));
        if (Math.abs(off) <= 1e-15 * trace) continue;
        const theta = (of(j, j) - of(i, i)) / (2 * off);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(tangent, 1);
        const rotation = { cosine, sine: tangent * cosine };
        for (let row = 0; row < k; row += 1) rotate(matrix, [row * k + i, row * k + j], rotation);
        for (let column = 0; column < k; column += 1) rotate(matrix, [i * k + column, j * k + column], rotation);
        const [first, second] = [vectors[i] as Float64Array, vectors[j] as Float64Array];
        for (let at = 0; at < k; at += 1) {
          const [a, b] = [first[at] as number, second[at] as number];
          first[at] = rotation.cosine * a - rotation.sine * b;
          second[at] = rotation.sine * a + rotation.cosine * b;
        }
      }
    }
    if (largest <= 1e-13 * trace) break;
  }
  const order = vectors.map((_, at) => at).sort((a, b) => of(b, b) - of(a, a));
  return { values: order.map((at) => of(at, at)), vectors: order.map((at) => vectors[at] as Float64Array) };
}

function rotate(
  matrix: Float64Array,
  [first, second]: readonly [number, number],
  { cosine, sine }: { cosine: number; sine: number },
): void {
  const [a, b] = [matrix[first] as number, matrix[second] as number];
  matrix[first] = cosine * a - sine * b;
  matrix[second] = sine * a + cosine * b;
}
