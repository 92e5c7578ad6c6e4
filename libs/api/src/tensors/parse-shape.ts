import { EdgeError } from '@harper-edge/contracts';
import { showValue } from './show-value.ts';

/** Elements of one tensor; bounds memory before anything is allocated for a claimed shape. */
const maxElements = 2 ** 27;

/** A shape as a caller claims it. @throws EdgeError INVALID_INPUT naming the input */
export function parseShape(shape: unknown, name: string): readonly number[] {
  const sizes = Array.isArray(shape) ? (shape as readonly unknown[]) : [];
  let count = 1;
  for (const size of sizes) {
    // A size of zero hides no other: no later reader multiplies beyond the limit, in whatever order.
    count *= Number.isSafeInteger(size) && (size as number) >= 0 ? Math.max(size as number, 1) : Number.NaN;
  }
  if (!Array.isArray(shape) || sizes.length > 16 || !(count <= maxElements)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": shape: expected at most 16 whole numbers >= 0 with a product up to ${maxElements}, received ${showValue(shape)}`,
    );
  }
  return sizes as readonly number[];
}
