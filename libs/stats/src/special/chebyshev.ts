/** The sum of c[k] T_k(t) for t in [-1, 1], by Clenshaw's recurrence. */
export function chebyshev(coefficients: readonly number[], t: number): number {
  let [next, afterNext] = [0, 0];
  for (let index = coefficients.length - 1; index > 0; index -= 1) {
    [next, afterNext] = [2 * t * next - afterNext + (coefficients[index] as number), next];
  }
  return t * next - afterNext + (coefficients[0] as number);
}
