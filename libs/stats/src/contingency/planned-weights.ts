/**
 * The weights of cells and their sum. Only proportions matter: weights far from 1 are scaled, all by one power of two, which
 * rounds nothing, so that neither their sum nor their products with counts overflow or underflow.
 *
 * @throws RangeError unless they are finite, not negative, one per cell, and one is positive
 */
export function plannedWeights(
  given: ArrayLike<number>,
  cells: number,
): { readonly weights: ArrayLike<number>; readonly total: number } {
  if (given.length !== cells) throw new RangeError(`Each count has a weight, got ${given.length} for ${cells}.`);
  let largest = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = given[cell] as number;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`Weights are finite and not negative, got ${weight} at index ${cell}.`);
    }
    largest = Math.max(largest, weight);
  }
  if (!(largest > 0)) throw new RangeError('At least one weight is positive, got none.');
  const scale = largest > 2 ** 400 ? 2 ** -600 : largest < 2 ** -400 ? 2 ** 600 : 1;
  const weights = scale === 1 ? given : Array.from(given, (weight) => weight * scale);
  let total = 0;
  for (let cell = 0; cell < cells; cell += 1) total += weights[cell] as number;
  return { weights, total };
}
