import { EdgeError } from '@harper-edge/contracts';

interface Flat {
  /** In row-major order. */
  readonly elements: readonly unknown[];
  /** Of the nesting; `[]` for a value that is no array. */
  readonly shape: readonly number[];
}

/** @throws EdgeError INVALID_INPUT, naming the input, where the nesting is not regular */
export function flatten(value: unknown, name: string): Flat {
  // The usual form takes no copy; an array further on is refused as an element.
  if (Array.isArray(value) && value.length > 0 && !Array.isArray(value[0])) {
    return { elements: value as readonly unknown[], shape: [value.length] };
  }
  const shape: number[] = [];
  let level: readonly unknown[] = [value];
  while (Array.isArray(level[0])) {
    const size = level[0].length;
    if (!level.every((part) => Array.isArray(part) && part.length === size)) {
      throw new EdgeError(
        'INVALID_INPUT',
        `input "${name}": expected arrays of equal length at every level, received ragged ones at level ${shape.length + 1}`,
      );
    }
    shape.push(size);
    // A single row takes no copy.
    level = level.length === 1 ? (level[0] as readonly unknown[]) : (level as readonly unknown[][]).flat();
    if (size === 0) break;
  }
  return { elements: level, shape };
}
