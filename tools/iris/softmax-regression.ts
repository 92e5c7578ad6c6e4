import { solve } from './solve.ts';

/** A classifier of `classes` over standardised features: softmax(W z + b), z = (x - mean) / deviation. */
export interface SoftmaxRegression {
  readonly classes: readonly string[];
  readonly mean: readonly number[];
  /** Population standard deviation (divisor n). */
  readonly deviation: readonly number[];
  /** Per class, one coefficient per feature. */
  readonly coefficients: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
}

export interface FitOptions {
  /** Strength of the penalty on the squared coefficients; intercepts go free. Default 1, scikit-learn's `C = 1`. */
  readonly l2?: number;
}

const maxSteps = 50;
const converged = 1e-10;

/**
 * Multinomial logistic regression: minimises the sum of -log P(label) plus l2/2 times the squared coefficients, by Newton's
 * method from zero. The problem is convex, so the answer does not depend on the way there. Classes are in alphabetical order.
 * Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, section 4.4.1.
 *
 * @throws RangeError when it does not converge, as with a constant feature.
 */
export function fitSoftmaxRegression(
  rows: readonly (readonly number[])[],
  labels: readonly string[],
  { l2 = 1 }: FitOptions = {},
): SoftmaxRegression {
  const classes = [...new Set(labels)].sort();
  const mean = (rows[0] ?? []).map((_, feature) => average(rows.map((row) => row[feature] ?? NaN)));
  const deviation = mean.map((centre, feature) =>
    Math.sqrt(average(rows.map((row) => ((row[feature] ?? NaN) - centre) ** 2))),
  );
  const width = mean.length + 1;
  const unpack = (weights: readonly number[]): SoftmaxRegression => ({
    classes,
    mean,
    deviation,
    coefficients: classes.map((_, c) => weights.slice(c * width, c * width + mean.length)),
    intercepts: classes.map((_, c) => weights[c * width + mean.length] ?? NaN),
  });

  let weights = new Array<number>(classes.length * width).fill(0);
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, hessian } = derivatives({ model: unpack(weights), rows, labels, weights, l2 });
    const change = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - (change[i] ?? NaN));
    if (Math.max(...change.map(Math.abs)) < converged) return unpack(weights);
  }
  throw new RangeError(`softmax regression: no convergence in ${maxSteps} Newton steps`);
}

/** P(class) per class, in the order of `classes`. */
export function predictProbabilities(model: SoftmaxRegression, row: readonly number[]): number[] {
  const z = standardise(model, row);
  const scores = model.coefficients.map((coefficients, c) =>
    coefficients.reduce((sum, weight, i) => sum + weight * (z[i] ?? NaN), model.intercepts[c] ?? NaN),
  );
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

function standardise({ mean, deviation }: SoftmaxRegression, row: readonly number[]): number[] {
  return row.map((value, i) => (value - (mean[i] ?? NaN)) / (deviation[i] ?? NaN));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Point {
  readonly model: SoftmaxRegression;
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly string[];
  readonly weights: readonly number[];
  readonly l2: number;
}

/** Gradient and Hessian of the penalised loss; weights are laid out class by class, the intercept last in each. */
function derivatives({ model, rows, labels, weights, l2 }: Point): { gradient: number[]; hessian: number[][] } {
  const width = model.mean.length + 1;
  const isIntercept = (i: number): boolean => i % width === width - 1;
  // Adding the same number to all intercepts changes nothing, so without this the Hessian would be singular.
  const interceptDamping = 1e-6;
  const gradient = weights.map((weight, i) => (isIntercept(i) ? 0 : l2 * weight));
  const hessian = weights.map((_, i) => weights.map((__, j) => (i !== j ? 0 : isIntercept(i) ? interceptDamping : l2)));
  for (const [index, row] of rows.entries()) {
    const z = [...standardise(model, row), 1];
    const p = predictProbabilities(model, row);
    for (let i = 0; i < weights.length; i++) {
      const [ci, zi, pi] = [Math.floor(i / width), z[i % width] ?? NaN, p[Math.floor(i / width)] ?? NaN];
      gradient[i] = (gradient[i] ?? NaN) + (pi - (model.classes[ci] === labels[index] ? 1 : 0)) * zi;
      const line = hessian[i] ?? [];
      for (let j = 0; j < weights.length; j++) {
        const [cj, zj, pj] = [Math.floor(j / width), z[j % width] ?? NaN, p[Math.floor(j / width)] ?? NaN];
        line[j] = (line[j] ?? NaN) + pi * ((ci === cj ? 1 : 0) - pj) * zi * zj;
      }
    }
  }
  return { gradient, hessian };
}
