import { type Fit, linearRegression } from '@harper-edge/stats';
import { type Design, errorsOf, type Estimator, type SlopeEstimate, sumOf, weightedMean } from './design.ts';

/** Bounds of the logarithm of a mean: weights have to stay finite and positive. */
const largest = 100;

/**
 * The Poisson pseudo-likelihood with log link by iterated weighted least squares (McCullagh and Nelder, Generalized
 * Linear Models, 2nd ed. (1989), section 2.5), until the coefficients stand still to 1e-10. Classical errors are those
 * of the quasi-Poisson model, Pearson's dispersion included; HC1 and HC3 hold whatever the variance.
 */
export const poisson: Estimator = (design) => {
  const { y, weights } = design;
  const mean = weightedMean(y, weights);
  const start = y.map((quantity) => Math.log((quantity + mean) / 2));
  const near = stepsOfOneColumn(design, start);
  let logMeans = near?.logMeans ?? start;
  let last = near?.coefficients ?? [];
  for (let step = 0; step < 50; step += 1) {
    const stepWeights = logMeans.map((logMean, row) => Math.exp(logMean) * (weights[row] as number));
    const working = logMeans.map((logMean, row) => logMean + (y[row] as number) / Math.exp(logMean) - 1);
    const fit = linearRegression([design.x, ...design.covariates], working, { weights: stepWeights });
    if (!fit.ok) return fit;
    if (standsStill(fit.coefficients, last)) return estimateOf(fit, { design, logMeans, stepWeights });
    last = fit.coefficients;
    logMeans = working.map((value, row) =>
      Math.min(largest, Math.max(-largest, value - (fit.residuals[row] as number))),
    );
  }
  return { ok: false, reason: 'notConverged' };
};

const standsStill = (coefficients: readonly number[], last: readonly number[]): boolean =>
  coefficients.every((value, j) => Math.abs(value - (last[j] ?? Infinity)) <= 1e-10 * (1 + Math.abs(value)));

/**
 * The same steps for a price alone, without the errors, which only the last one needs: three times as fast. undefined where
 * they do not come to rest; the steps that follow decide in any case.
 */
function stepsOfOneColumn(
  { x, y, weights, covariates }: Design,
  start: Float64Array,
): { logMeans: Float64Array; coefficients: readonly number[] } | undefined {
  if (covariates.length > 0) return undefined;
  const logMeans = Float64Array.from(start);
  const [stepWeights, working] = [new Float64Array(x.length), new Float64Array(x.length)];
  let last: readonly number[] = [];
  for (let step = 0; step < 50; step += 1) {
    for (let row = 0; row < x.length; row += 1) {
      const expected = Math.exp(logMeans[row] as number);
      stepWeights[row] = expected * (weights[row] as number);
      working[row] = (logMeans[row] as number) + (y[row] as number) / expected - 1;
    }
    const [centre, level] = [weightedMean(x, stepWeights), weightedMean(working, stepWeights)];
    let [products, squares] = [0, 0];
    for (let row = 0; row < x.length; row += 1) {
      const distance = (x[row] as number) - centre;
      products += (stepWeights[row] as number) * distance * ((working[row] as number) - level);
      squares += (stepWeights[row] as number) * distance * distance;
    }
    const slope = products / squares;
    const coefficients = [level - slope * centre, slope];
    if (!coefficients.every(Number.isFinite)) return undefined;
    for (let row = 0; row < x.length; row += 1) {
      const logMean = level + slope * ((x[row] as number) - centre);
      logMeans[row] = Math.min(largest, Math.max(-largest, logMean));
    }
    if (standsStill(coefficients, last)) return { logMeans, coefficients };
    last = coefficients;
  }
  return undefined;
}

function estimateOf(
  fit: Fit,
  { design, logMeans, stepWeights }: { design: Design; logMeans: Float64Array; stepWeights: Float64Array },
): SlopeEstimate {
  const { x, y, covariates, weights } = design;
  const [intercept, slope, ...otherCoefficients] = fit.coefficients as [number, number, ...number[]];
  const centre = weightedMean(x, stepWeights);
  const mean = weightedMean(y, weights);
  const squares = (term: (row: number) => number) =>
    sumOf(y.map((_, row) => (weights[row] as number) * term(row) ** 2));
  const around = squares((row) => (y[row] as number) - mean);
  return {
    ok: true,
    slope,
    slopeErrors: errorsOf(fit.standardErrors, 1),
    intercept,
    interceptErrors: errorsOf(fit.standardErrors, 0),
    otherCoefficients,
    degreesOfFreedom: fit.degreesOfFreedom,
    residualVariance: fit.residualVariance,
    rSquared:
      around === 0 ? Number.NaN : 1 - squares((row) => (y[row] as number) - Math.exp(logMeans[row] as number)) / around,
    residuals: y.map(
      (quantity, row) => (quantity / Math.exp(logMeans[row] as number) - 1) * Math.exp((logMeans[row] as number) / 2),
    ),
    leverages: fit.leverages,
    centre,
    level:
      intercept +
      slope * centre +
      covariates.reduce(
        (sum, column, j) => sum + weightedMean(column, stepWeights) * (otherCoefficients[j] as number),
        0,
      ),
    levelError: Math.sqrt(fit.residualVariance / sumOf(stepWeights)),
  };
}
