import { type Estimates, studentTIsf, studentTLogSf, studentTSf } from '@harper-edge/stats';
import type { DemandForm } from './demand-curves/demand-curve.ts';
import { type Demand, demandForm, demandForms, type DemandKind } from './demand-curves/index.ts';
import type { NoEstimate, SlopeEstimate } from './estimators/design.ts';
import { estimators } from './estimators/index.ts';
import { type FitWarning, fitWarnings, type PriceRange } from './fit-warnings.ts';
import { type Observations, usableRows, type UsableRows } from './observations.ts';

export interface FitOptions {
  /** The family of the curve. Default `constantElasticity`. */
  readonly demand?: DemandKind;
  /** Which standard errors the interval and the p-value have. Default `hc3`, which holds whatever the variances. */
  readonly errors?: keyof Estimates<unknown>;
  /** The confidence of the interval, in (0, 1). Default 0.95. */
  readonly confidence?: number;
  /** For `logit`: how many units are demanded at most; quantities from there on are dropped. */
  readonly market?: number;
}

export interface DemandFit {
  readonly ok: true;
  /** The curve that expected demand follows, smearing included. Other columns are at their means. */
  readonly demand: Demand;
  /** d ln q / d ln p; where it depends on the price, at the average price term of the rows. */
  readonly elasticity: number;
  /** Of the elasticity, by the errors asked for. */
  readonly standardError: number;
  readonly standardErrors: Estimates<number>;
  readonly confidence: number;
  readonly confidenceInterval: readonly [number, number];
  /** Two-sided, of the elasticity being 0; its base-10 logarithm reaches below the smallest number. */
  readonly pValue: number;
  readonly log10P: number;
  readonly n: number;
  readonly dropped: number;
  readonly degreesOfFreedom: number;
  /** The coefficient of the constant, without smearing, and its errors unless there are fixed effects. */
  readonly intercept: number;
  readonly interceptErrors: Estimates<number> | undefined;
  /** The coefficient of each covariate. */
  readonly otherCoefficients: Readonly<Record<string, number>>;
  /** Of the response, within groups; null for a response without variation. */
  readonly rSquared: number | null;
  /** Standard deviation of the response about the line. */
  readonly residualSd: number;
  /** Expected demand over exp(expected log demand): the mean of exp(residual), and exp(s^2 / 2). */
  readonly smearing: { readonly duan: number; readonly normal: number };
  readonly prices: PriceRange;
  /** F of the instruments in the first stage, where there are some. */
  readonly firstStageF?: number;
  readonly warnings: readonly FitWarning[];
  /** What the draws of the posterior are made with. */
  readonly line: FittedLine;
}

/** The line response = level + slope (priceTerm - centre). */
export interface FittedLine {
  readonly slope: number;
  /** By the errors asked for, and the classical one, which the exact posterior has. */
  readonly slopeError: number;
  readonly classicalSlopeError: number;
  readonly level: number;
  readonly levelError: number;
  readonly centre: number;
  /** The factor of expected demand; 1 where the response is no logarithm. */
  readonly smearing: number;
  readonly market: number;
}

/** Why there is no fit; `noDemand`: nothing was sold at any price. `usable` rows are those that were not dropped. */
export type NoDemandFit = (NoEstimate | { readonly ok: false; readonly reason: 'noPriceVariation' | 'noDemand' }) & {
  readonly usable: number;
  readonly dropped: number;
};

/**
 * Estimates a demand curve from prices and quantities: least squares of the response on the price term, with covariates,
 * weights, fixed effects or instruments as given, or the Poisson pseudo-likelihood for the kind `poisson`. Expected
 * demand of a model of logarithms is exp(fit) times Duan's smearing factor, the mean of exp(residual) (Journal of the
 * American Statistical Association 78 (1983), p. 605). O(rows).
 *
 * @throws RangeError for columns of unequal length, a confidence outside (0, 1), unknown errors, a `logit` without
 *   market, or instruments together with groups, or either with `poisson`
 * @example
 * const fit = fitDemand({ price: [10, 12, 15, 18], quantity: [100, 80, 60, 44] });
 * if (fit.ok) fit.elasticity // -1.39
 */
export function fitDemand(observations: Observations, options: FitOptions = {}): DemandFit | NoDemandFit {
  const { demand: kind = 'constantElasticity', errors = 'hc3', confidence = 0.95, market = Infinity } = options;
  if (!Object.hasOwn(demandForms, kind)) throw new RangeError(`There is no demand curve of kind ${kind}.`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`A confidence lies in (0, 1), got ${confidence}.`);
  if (!['classical', 'hc1', 'hc3'].includes(errors)) throw new RangeError(`There are no errors named ${errors}.`);
  const form = demandForm(kind);
  if (form.needsMarket === true && !(market > 0 && market < Infinity)) {
    throw new RangeError(`The kind ${kind} needs a market, a finite number above 0, got ${market}.`);
  }
  const rows = usableRows(observations, { form, market });
  const { design, prices, dropped } = rows;
  const counts = { usable: prices.length, dropped };
  const estimator = estimatorFor(form, observations);
  const needed = design.covariates.length + 3;
  if (prices.length < needed) {
    return { ok: false, reason: 'insufficientData', needed, received: prices.length, ...counts };
  }
  const range = priceRange(prices);
  if (range.distinct < 2) return { ok: false, reason: 'noPriceVariation', ...counts };
  if (!rows.isSold) return { ok: false, reason: 'noDemand', ...counts };
  const estimate = estimator(design);
  return estimate.ok
    ? describeFit({ kind, form, observations, rows, range, estimate, options })
    : { ...estimate, ...counts };
}

function estimatorFor(form: Pick<DemandForm, 'estimator'>, { instruments, groups }: Observations) {
  if (instruments !== undefined && groups !== undefined) throw new RangeError('Give instruments or groups, not both.');
  const special = instruments !== undefined || groups !== undefined;
  if (form.estimator !== undefined && special) {
    throw new RangeError(`The estimator ${form.estimator} has neither instruments nor groups.`);
  }
  if (instruments !== undefined) return estimators.instrumental;
  return groups === undefined ? estimators[form.estimator ?? 'ordinary'] : estimators.fixedEffects;
}

function priceRange(prices: Float64Array): PriceRange {
  let least = Infinity;
  let most = -Infinity;
  for (const price of prices) {
    least = Math.min(least, price);
    most = Math.max(most, price);
  }
  const distinct = new Set<number>();
  for (let row = 0; row < prices.length && distinct.size < 1000; row += 1) distinct.add(prices[row] as number);
  return { least, most, distinct: distinct.size };
}

interface Found {
  readonly kind: DemandKind;
  readonly form: DemandForm;
  readonly observations: Observations;
  readonly rows: UsableRows;
  readonly range: PriceRange;
  readonly estimate: SlopeEstimate;
  readonly options: FitOptions;
}

function describeFit({ kind, form, observations, rows, range, estimate, options }: Found): DemandFit {
  const { errors = 'hc3', confidence = 0.95, market = Infinity } = options;
  const { slope, slopeErrors, level, centre, degreesOfFreedom } = estimate;
  const smearing = form.smeared ? meanExp(estimate.residuals) : 1;
  const line: FittedLine = {
    slope,
    slopeError: slopeErrors[errors],
    classicalSlopeError: slopeErrors.classical,
    level,
    levelError: estimate.levelError,
    centre,
    smearing,
    market,
  };
  const perSlope = form.elasticityPerSlope(centre, level);
  const elasticity = slope * perSlope;
  const standardErrors = {
    classical: slopeErrors.classical * perSlope,
    hc1: slopeErrors.hc1 * perSlope,
    hc3: slopeErrors.hc3 * perSlope,
  };
  const standardError = standardErrors[errors];
  const halfWidth = standardError === 0 ? 0 : standardError * studentTIsf((1 - confidence) / 2, degreesOfFreedom);
  const names = Object.keys(observations.covariates ?? {});
  return {
    ok: true,
    demand: { kind, ...curveParameters(form, line, { level, slope }) } as Demand,
    elasticity,
    standardError,
    standardErrors,
    confidence,
    confidenceInterval: [elasticity - halfWidth, elasticity + halfWidth],
    ...significance(slope, line.slopeError, degreesOfFreedom),
    n: rows.prices.length,
    dropped: rows.dropped,
    degreesOfFreedom,
    intercept: estimate.intercept,
    interceptErrors: estimate.interceptErrors,
    otherCoefficients: Object.fromEntries(names.map((name, j) => [name, estimate.otherCoefficients[j] as number])),
    rSquared: Number.isNaN(estimate.rSquared) ? null : estimate.rSquared,
    residualSd: Math.sqrt(estimate.residualVariance),
    smearing: { duan: smearing, normal: form.smeared ? Math.exp(estimate.residualVariance / 2) : 1 },
    prices: range,
    ...(estimate.firstStageF !== undefined && { firstStageF: estimate.firstStageF }),
    warnings: fitWarnings({ rows, estimate, elasticity, halfWidth, range }),
    line,
  };
}

/** The parameters of the curve through another level and slope than the fitted ones. */
export function curveParameters(
  form: DemandForm,
  { centre, smearing, market }: FittedLine,
  { level, slope }: { level: number; slope: number },
): object {
  return form.parameters({ intercept: level - slope * centre, slope, smearing, market });
}

function significance(slope: number, standardError: number, degreesOfFreedom: number) {
  if (slope === 0) return { pValue: 1, log10P: 0 };
  const t = Math.abs(slope) / standardError;
  if (t === Infinity) return { pValue: 0, log10P: -Infinity };
  return {
    pValue: 2 * studentTSf(t, degreesOfFreedom),
    log10P: Math.log10(2) + studentTLogSf(t, degreesOfFreedom) / Math.LN10,
  };
}

function meanExp(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.exp(value);
  return sum / values.length;
}
