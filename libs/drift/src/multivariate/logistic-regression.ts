interface Examples {
  /** Row after row. */
  readonly values: Float64Array;
  readonly columns: number;
  /** 1 or 0 for each of the rows. */
  readonly labels: ArrayLike<number>;
  /** The rows to learn from. */
  readonly rows: ArrayLike<number>;
  /** Weight of the squared coefficients, > 0; the constant is not penalised. */
  readonly penalty: number;
}

/**
 * Logistic regression with a ridge penalty: the coefficients, and the constant as the last, that minimise
 * sum log(1 + exp(-y f)) + penalty / 2 |w|^2 with y = +-1. Newton's method with steps by conjugate gradients, so that no
 * matrix of all columns is kept, halved where one would go too far. O(rows columns) a step.
 */
export function logisticRegression(examples: Examples): Float64Array {
  const { columns } = examples;
  let weights: Float64Array = new Float64Array(columns + 1);
  let current = evaluate(examples, weights);
  for (let iteration = 0; iteration < 50; iteration += 1) {
    const size = Math.sqrt(dot(current.gradient, current.gradient));
    if (size <= 1e-6 * examples.rows.length) break;
    const step = newtonStep(examples, current);
    let next = weights.map((weight, at) => weight - (step[at] as number));
    let after = evaluate(examples, next);
    for (let halvings = 0; after.loss > current.loss && halvings < 20; halvings += 1) {
      next = next.map((weight, at) => (weight + (weights[at] as number)) / 2);
      after = evaluate(examples, next);
    }
    if (!(after.loss < current.loss)) break;
    [weights, current] = [next, after];
  }
  return weights;
}

/** w x + constant for one row. */
export function linearScore(
  { values, columns }: Pick<Examples, 'values' | 'columns'>,
  row: number,
  weights: Float64Array,
) {
  let score = weights[columns] as number;
  for (let column = 0, at = row * columns; column < columns; column += 1, at += 1) {
    score += (values[at] as number) * (weights[column] as number);
  }
  return score;
}

interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** p (1 - p) of each row. */
  readonly curvatures: Float64Array;
}

function evaluate(examples: Examples, weights: Float64Array): Evaluation {
  const { columns, labels, rows, penalty } = examples;
  const gradient = weights.map((weight, column) => (column < columns ? penalty * weight : 0));
  const curvatures = new Float64Array(rows.length);
  let loss = weights.reduce((sum, weight, column) => sum + (column < columns ? (penalty * weight ** 2) / 2 : 0), 0);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const score = linearScore(examples, row, weights);
    const label = labels[row] as number;
    const decay = Math.exp(-Math.abs(score));
    const p = score > 0 ? 1 / (1 + decay) : decay / (1 + decay);
    loss += Math.log1p(decay) + Math.max(0, label === 1 ? -score : score);
    curvatures[at] = p * (1 - p);
    addRow(examples, { row, factor: p - label, to: gradient });
  }
  return { loss, gradient, curvatures };
}

/** Solves H step = gradient well enough for Newton's method to converge fast. */
function newtonStep(examples: Examples, { gradient, curvatures }: Evaluation): Float64Array {
  const { columns, rows, penalty } = examples;
  const step = new Float64Array(columns + 1);
  const residual = gradient.slice();
  const direction = gradient.slice();
  let squared = dot(residual, residual);
  const goal = 1e-6 * squared;
  for (let iteration = 0; iteration < 2 * columns + 10 && squared > goal; iteration += 1) {
    const product = direction.map((value, column) => (column < columns ? penalty * value : 0));
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number;
      const factor = (curvatures[at] as number) * linearScore(examples, row, direction);
      addRow(examples, { row, factor, to: product });
    }
    const length = squared / dot(direction, product);
    for (const [at, value] of direction.entries()) {
      step[at] = (step[at] as number) + length * value;
      residual[at] = (residual[at] as number) - length * (product[at] as number);
    }
    const before = squared;
    squared = dot(residual, residual);
    for (const [at, value] of residual.entries())
      direction[at] = value + (squared / before) * (direction[at] as number);
  }
  return step;
}

function addRow({ values, columns }: Examples, { row, factor, to }: { row: number; factor: number; to: Float64Array }) {
  for (let column = 0, at = row * columns; column < columns; column += 1, at += 1) {
    to[column] = (to[column] as number) + factor * (values[at] as number);
  }
  to[columns] = (to[columns] as number) + factor;
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < first.length; at += 1) sum += (first[at] as number) * (second[at] as number);
  return sum;
}
