/**
 * The cosine of the angle between two vectors of equal length, x.y / (|x| |y|), in [-1, 1]; 0 if either is all zeros,
 * which points nowhere. O(n). Vectors of extreme size are scaled first, so nothing overflows.
 *
 * @throws RangeError for vectors of unequal length, or components that are not finite
 * @example cosineSimilarity([1, 0], [1, 1]) // 0.7071067811865475
 */
export function cosineSimilarity(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) {
    throw new RangeError(`Cosine similarity needs vectors of equal length, got ${x.length} and ${y.length}.`);
  }
  const plain = cosineOf(x, y, [1, 1]);
  if (plain !== undefined) return plain;
  const [largestX, largestY] = [largestOf(x), largestOf(y)];
  if (largestX === 0 || largestY === 0) return 0;
  return cosineOf(x, y, [largestX, largestY]) ?? 0;
}

/** Undefined if a sum of squares left the range in which it is precise. */
function cosineOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  [scaleX, scaleY]: readonly [number, number],
): number | undefined {
  let [product, squaresX, squaresY] = [0, 0, 0];
  for (let index = 0; index < x.length; index += 1) {
    const [left, right] = [(x[index] as number) / scaleX, (y[index] as number) / scaleY];
    product += left * right;
    squaresX += left * left;
    squaresY += right * right;
  }
  const precise = (squares: number): boolean => squares > 1e-280 && squares < 1e280;
  if (!precise(squaresX) || !precise(squaresY)) return undefined;
  return Math.max(-1, Math.min(1, product / (Math.sqrt(squaresX) * Math.sqrt(squaresY))));
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isFinite(value))
      throw new RangeError(`A vector has finite components, got ${value} at index ${index}.`);
    largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}
