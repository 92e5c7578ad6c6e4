/** Of one pair of columns, over the rows where both are finite. */
export interface PairState {
  readonly columns: readonly [string, string];
  /** Count, two means, sums of squared deviations of both, and of their products. */
  readonly sums: readonly number[];
}

export interface CorrelationCollector {
  add(columns: readonly ArrayLike<unknown>[]): void;
  merge(other: readonly PairState[]): void;
  toJSON(): readonly PairState[];
}

/** The moments of all pairs of columns, in one pass and mergeable: Chan, Golub and LeVeque, as for the variance. */
export function collectCorrelations(names: readonly string[]): CorrelationCollector {
  const pairs = names.flatMap((first, i) =>
    names
      .slice(i + 1)
      .map((second, offset) => ({ i, j: i + 1 + offset, columns: [first, second] as const, sums: [0, 0, 0, 0, 0, 0] })),
  );
  return {
    add: (columns) => {
      const numbers = columns.map(finiteOrNaN);
      for (const { i, j, sums } of pairs) combine(sums, sumsOf(numbers[i] as Float64Array, numbers[j] as Float64Array));
    },
    merge: (other) => {
      for (const [at, { sums }] of other.entries()) if (pairs[at] !== undefined) combine(pairs[at].sums, sums);
    },
    toJSON: () => pairs.map(({ columns, sums }) => ({ columns, sums: [...sums] })),
  };
}

const finiteOrNaN = (column: ArrayLike<unknown>): Float64Array =>
  Float64Array.from(column, (value) => (typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN));

function sumsOf(x: Float64Array, y: Float64Array): readonly number[] {
  let [n, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const [a, b] = [x[row] as number, y[row] as number];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n += 1;
    const [left, below] = [a - meanX, b - meanY];
    meanX += left / n;
    meanY += below / n;
    xx += left * (a - meanX);
    yy += below * (b - meanY);
    xy += left * (b - meanY);
  }
  return [n, meanX, meanY, xx, yy, xy];
}

function combine(sums: number[], other: readonly number[]): void {
  const [n = 0, meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0] = sums;
  const [m = 0, otherX = 0, otherY = 0, otherXx = 0, otherYy = 0, otherXy = 0] = other;
  if (m === 0) return;
  const total = n + m;
  const [x, y, weight] = [otherX - meanX, otherY - meanY, (n * m) / total];
  sums[0] = total;
  sums[1] = meanX + (x * m) / total;
  sums[2] = meanY + (y * m) / total;
  sums[3] = xx + otherXx + x * x * weight;
  sums[4] = yy + otherYy + y * y * weight;
  sums[5] = xy + otherXy + x * y * weight;
}
