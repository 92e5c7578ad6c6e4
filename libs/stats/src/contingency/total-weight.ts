/** The sum of the weights of cells. @throws RangeError unless they are finite, not negative, one per cell, and one is positive */
export function totalWeight(weights: ArrayLike<number>, cells: number): number {
  if (weights.length !== cells) throw new RangeError(`Each count has a weight, got ${weights.length} for ${cells}.`);
  let total = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = weights[cell] as number;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`Weights are finite and not negative, got ${weight} at index ${cell}.`);
    }
    total += weight;
  }
  if (!(total > 0)) throw new RangeError('At least one weight is positive, got none.');
  return total;
}
