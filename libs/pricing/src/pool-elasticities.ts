import { studentTIsf } from '@harper-edge/stats';
import { curveParameters, type DemandFit } from './fit-demand.ts';
import { demandForm, type Demand } from './demand-curves/index.ts';

export interface ElasticityEstimate {
  readonly elasticity: number;
  readonly standardError: number;
}

export interface PooledElasticities<Id> {
  /** The average of the population that the products are taken to come from, and its standard error. */
  readonly mean: number;
  readonly meanError: number;
  /** The standard deviation of the true elasticities about the mean; 0 if no more than chance sets them apart. */
  readonly spread: number;
  /** The posterior of each. One without a finite standard error above 0 took no part and is as it was. */
  readonly estimates: ReadonlyMap<Id, ElasticityEstimate>;
}

/**
 * Partial pooling: with e_g ~ N(mean, spread^2) the posterior of each elasticity lies between its own estimate and the
 * mean, nearer to the mean the less is known of it:
 *
 *     (e_g / s_g^2 + mean / spread^2) / (1 / s_g^2 + 1 / spread^2)
 *
 * The spread is the moment estimate of DerSimonian and Laird ("Meta-Analysis in Clinical Trials", Controlled Clinical
 * Trials 7 (1986), p. 177), not below 0, where everything is the mean.
 */
export function poolElasticities<Id>(given: ReadonlyMap<Id, ElasticityEstimate>): PooledElasticities<Id> {
  const known = [...given].filter(([, { standardError }]) => standardError > 0 && standardError < Infinity);
  const estimates = known.map(([, estimate]) => estimate);
  const variance = betweenVariance(estimates);
  const { mean, error } = weightedMean(estimates, variance);
  const errorOf = errorsOf(estimates, { mean, variance });
  const pooled = known.map(([id, given]): [Id, ElasticityEstimate] => {
    const own = variance / (variance + given.standardError ** 2);
    return [id, { elasticity: own * given.elasticity + (1 - own) * mean, standardError: errorOf(given) }];
  });
  return { mean, meanError: error, spread: Math.sqrt(variance), estimates: new Map([...given, ...pooled]) };
}

/**
 * Standard errors that take the spread for the estimate it is, after Morris ("Parametric Empirical Bayes Inference",
 * Journal of the American Statistical Association 78 (1983), p. 47): without that they are far too small where the
 * spread comes out near 0. Up to three products say nothing of it, and each error stays as it was.
 */
function errorsOf(
  estimates: readonly ElasticityEstimate[],
  { mean, variance }: { mean: number; variance: number },
): (estimate: ElasticityEstimate) => number {
  const count = estimates.length;
  if (count <= 3) return ({ standardError }) => standardError;
  const average = estimates.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / count;
  return ({ elasticity, standardError }) => {
    const own = standardError ** 2;
    const drawn = (((count - 3) / (count - 1)) * own) / (own + variance);
    const ofSpread = (2 / (count - 3)) * drawn ** 2 * ((average + variance) / (own + variance));
    return Math.sqrt(own * (1 - ((count - 1) / count) * drawn) + ofSpread * (elasticity - mean) ** 2);
  };
}

function weightedMean(estimates: readonly ElasticityEstimate[], variance: number): { mean: number; error: number } {
  let [sum, total] = [0, 0];
  for (const { elasticity, standardError } of estimates) {
    const weight = 1 / (variance + standardError ** 2);
    sum += weight * elasticity;
    total += weight;
  }
  return { mean: sum / total, error: Math.sqrt(1 / total) };
}

function betweenVariance(estimates: readonly ElasticityEstimate[]): number {
  if (estimates.length < 2) return 0;
  const { mean } = weightedMean(estimates, 0);
  let [q, total, squares] = [0, 0, 0];
  for (const { elasticity, standardError } of estimates) {
    const weight = standardError ** -2;
    q += weight * (elasticity - mean) ** 2;
    total += weight;
    squares += weight ** 2;
  }
  return Math.max(0, (q - (estimates.length - 1)) / (total - squares / total));
}

/** The fit with another elasticity in place of its own: its interval and its curve, through the same level of demand. */
export function withElasticity(fit: DemandFit, { elasticity, standardError }: ElasticityEstimate): DemandFit {
  const form = demandForm(fit.demand.kind);
  const perSlope = form.elasticityPerSlope(fit.line.centre, fit.line.level);
  const [slope, slopeError] = [elasticity / perSlope, standardError / Math.abs(perSlope)];
  const line = { ...fit.line, slope, slopeError, classicalSlopeError: slopeError };
  const half = standardError * studentTIsf((1 - fit.confidence) / 2, fit.degreesOfFreedom);
  return {
    ...fit,
    elasticity,
    standardError,
    confidenceInterval: [elasticity - half, elasticity + half],
    line,
    demand: { kind: fit.demand.kind, ...curveParameters(form, line, line) } as Demand,
  };
}
