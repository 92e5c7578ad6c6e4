/**
 * The expected calibration error: over ten bins of equal width in [0, 1], the share of rows in a bin times the distance
 * of their mean probability from their share of ones, summed. In [0, 1]. Naeini, Cooper and Hauskrecht, AAAI 2015.
 */
export function calibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  const excess = new Float64Array(10);
  for (let row = 0; row < probabilities.length; row += 1) {
    const probability = probabilities[row] as number;
    const bin = Math.min(9, Math.floor(probability * 10));
    excess[bin] = (excess[bin] as number) + probability - (labels[row] as number);
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / probabilities.length;
}
