/** Vectors of one length, each scaled to the Euclidean length 1, in one block of memory that grows by doubling. */
export interface VectorMatrix {
  /** Numbers in each vector; 0 before the first. */
  readonly dimensions: number;
  readonly rows: number;
  readonly bytes: number;
  /**
   * Adds a vector, or replaces that of `row`; returns its row. All zeros stay zeros, which point nowhere.
   *
   * @throws RangeError for another length than the others have, or components that are not finite
   */
  set(vector: ArrayLike<number>, row?: number): number;
  /** A view, valid until the next `set`. */
  at(row: number): Float32Array;
  /** The cosine of each of these rows with the query; NaN for row -1. O(rows · dimensions). */
  cosines(query: ArrayLike<number>, rows: ArrayLike<number>): Float64Array;
  /** Of two rows; 0 where one is of zeros. */
  cosine(row: number, other: number): number;
}

export function createVectorMatrix(): VectorMatrix {
  let dimensions = 0;
  let count = 0;
  let data = new Float32Array(0);
  return {
    get dimensions() {
      return dimensions;
    },
    get rows() {
      return count;
    },
    get bytes() {
      return data.byteLength;
    },
    set: (vector, row = count) => {
      if (dimensions === 0) dimensions = vector.length;
      if (vector.length !== dimensions || dimensions === 0) {
        throw new RangeError(`expected vectors of length ${dimensions}, got ${vector.length}`);
      }
      const unit = unitVector(vector);
      if ((row + 1) * dimensions > data.length) {
        const larger = new Float32Array(Math.max(16 * dimensions, 2 * data.length));
        larger.set(data);
        data = larger;
      }
      data.set(unit, row * dimensions);
      count = Math.max(count, row + 1);
      return row;
    },
    at: (row) => data.subarray(row * dimensions, (row + 1) * dimensions),
    cosines: (query, rows) => {
      const unit = unitVector(query);
      const cosines = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as number;
        cosines[i] = row === -1 ? NaN : dot(unit, data, row * dimensions);
      }
      return cosines;
    },
    cosine: (row, other) => dot(data.subarray(row * dimensions, (row + 1) * dimensions), data, other * dimensions),
  };
}

/** The product of two vectors at length 1, the second beginning at `start`; in four sums, which a processor adds at once. */
function dot(unit: Float32Array | Float64Array, data: Float32Array, start: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = unit.length - (unit.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (unit[i] as number) * (data[start + i] as number);
    b += (unit[i + 1] as number) * (data[start + i + 1] as number);
    c += (unit[i + 2] as number) * (data[start + i + 2] as number);
    d += (unit[i + 3] as number) * (data[start + i + 3] as number);
  }
  for (let i = whole; i < unit.length; i++) a += (unit[i] as number) * (data[start + i] as number);
  // Rounding must not leave the range of a cosine.
  return Math.max(-1, Math.min(1, a + b + c + d));
}

/**
 * The vector at the Euclidean length 1, in 64 bits; zeros stay zeros. Scaled by the largest component first, so that nothing
 * overflows.
 *
 * @throws RangeError for components that are not finite
 */
export function unitVector(vector: ArrayLike<number>): Float64Array {
  const unit = Float64Array.from(vector);
  let largest = 0;
  for (const value of unit) {
    if (!Number.isFinite(value)) throw new RangeError(`a vector has finite components, got ${value}`);
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) return unit;
  let squares = 0;
  for (let i = 0; i < unit.length; i++) {
    const scaled = (unit[i] as number) / largest;
    unit[i] = scaled;
    squares += scaled * scaled;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < unit.length; i++) unit[i] = (unit[i] as number) / length;
  return unit;
}
