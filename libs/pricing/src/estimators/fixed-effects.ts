import { type Estimates, type Fit, linearRegression } from '@harper-edge/stats';
import { type Estimator, sumOf, weightedMean } from './design.ts';

/**
 * Least squares with a constant for each group, without columns for these: every column less its mean in the group
 * (Frisch and Waugh, Econometrica 1 (1933), p. 387). Errors, leverages and degrees of freedom are those of the
 * regression with a column for each group. A group of one row says nothing of the slope but counts in both.
 */
export const fixedEffects: Estimator = (design) => {
  const { x, y, covariates, weights } = design;
  const groups = design.groups ?? new Int32Array(x.length);
  const totals = groupSums(groups, weights);
  const within = (column: Float64Array) => lessGroupMeans(column, { groups, weights, totals });
  const columns = [x, ...covariates].map(within);
  const degreesOfFreedom = x.length - totals.length - columns.length;
  if (degreesOfFreedom < 1) {
    return { ok: false, reason: 'insufficientData', needed: totals.length + columns.length + 1, received: x.length };
  }
  const fit = linearRegression(columns, within(y), { weights, intercept: false });
  if (!fit.ok) return fit;
  const leverages = fit.leverages.map(
    (leverage, row) => leverage + (weights[row] as number) / (totals[groups[row] as number] as number),
  );
  const residualVariance = (fit.residualVariance * fit.degreesOfFreedom) / degreesOfFreedom;
  const influence = influenceOfPrice(columns, weights);
  if (influence === undefined) return { ok: false, reason: 'collinear', column: 0 };
  const [slope, ...otherCoefficients] = fit.coefficients as [number, ...number[]];
  const [centre, level] = [weightedMean(x, weights), weightedMean(y, weights)];
  const means = covariates.map((column) => weightedMean(column, weights));
  return {
    ok: true,
    slope,
    slopeErrors: slopeErrors(fit, { influence, leverages, weights, residualVariance, degreesOfFreedom }),
    intercept:
      level - slope * centre - means.reduce((sum, mean, j) => sum + mean * (otherCoefficients[j] as number), 0),
    interceptErrors: undefined,
    otherCoefficients,
    degreesOfFreedom,
    residualVariance,
    rSquared: fit.rSquared,
    residuals: fit.residuals,
    leverages,
    centre,
    level,
    levelError: Math.sqrt(residualVariance / sumOf(weights)),
  };
};

function groupSums(groups: Int32Array, column: Float64Array): Float64Array {
  const sums = new Float64Array(groups.reduce((most, group) => Math.max(most, group), -1) + 1);
  for (const [row, group] of groups.entries()) sums[group] = (sums[group] as number) + (column[row] as number);
  return sums;
}

function lessGroupMeans(
  column: Float64Array,
  { groups, weights, totals }: { groups: Int32Array; weights: Float64Array; totals: Float64Array },
): Float64Array {
  // About a first value, so that a column with a large mean keeps its digits.
  const shifted = column.map((value) => value - (column[0] ?? 0));
  const sums = groupSums(
    groups,
    shifted.map((value, row) => value * (weights[row] as number)),
  );
  return shifted.map((value, row) => {
    const group = groups[row] as number;
    return value - (sums[group] as number) / (totals[group] as number);
  });
}

/** How much each response moves the slope of the price: what the other columns leave of it, over its square. */
function influenceOfPrice(columns: readonly Float64Array[], weights: Float64Array): Float64Array | undefined {
  const [price, ...others] = columns as [Float64Array, ...Float64Array[]];
  let rest: Float64Array = price;
  if (others.length > 0) {
    const fit = linearRegression(others, price, { weights, intercept: false });
    if (!fit.ok) return undefined;
    rest = fit.residuals;
  }
  const weighted = rest.map((value, row) => value * (weights[row] as number));
  const square = sumOf(weighted.map((value, row) => value * (rest[row] as number)));
  return weighted.map((value) => value / square);
}

interface SandwichParts {
  readonly influence: Float64Array;
  readonly leverages: Float64Array;
  readonly weights: Float64Array;
  readonly residualVariance: number;
  readonly degreesOfFreedom: number;
}

function slopeErrors({ residuals }: Fit, parts: SandwichParts): Estimates<number> {
  const { influence, leverages, weights, residualVariance, degreesOfFreedom } = parts;
  const sum = (term: (row: number) => number) => sumOf(influence.map((value, row) => (value * term(row)) ** 2));
  const residual = (row: number) => residuals[row] as number;
  const decides = leverages.some((leverage) => 1 - leverage < 1e-12);
  return {
    classical: Math.sqrt(residualVariance * sum((row) => 1 / Math.sqrt(weights[row] as number))),
    hc1: Math.sqrt((residuals.length / degreesOfFreedom) * sum(residual)),
    hc3: decides ? Infinity : Math.sqrt(sum((row) => residual(row) / (1 - (leverages[row] as number)))),
  };
}
