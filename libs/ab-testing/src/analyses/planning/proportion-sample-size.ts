import { checkShare } from '../comparison.ts';
import { type SizeOptions, sizeOptions } from './size-options.ts';

interface Plan {
  readonly p1: number;
  readonly p2: number;
  /** p2 - p1, which would lose digits where the rates are close. */
  readonly change: number;
  readonly ratio: number;
  readonly zAlpha: number;
  readonly zPower: number;
}

type Rates = Pick<Plan, 'p1' | 'p2' | 'ratio'>;

/** Sum of the variances of both rates times the size of the control. */
const unpooledVariance = ({ p1, p2, ratio }: Rates): number => p1 * (1 - p1) + (p2 * (1 - p2)) / ratio;

const pooledVariance = ({ p1, p2, ratio }: Rates): number => {
  const rate = (p1 + ratio * p2) / (1 + ratio);
  return (1 + 1 / ratio) * rate * (1 - rate);
};

/** 2 asin sqrt p2 - 2 asin sqrt p1 as one angle, by the sine and the cosine of half of it. */
function arcsineDifference({ p1, p2, change }: Plan): number {
  const [q1, q2] = [1 - p1, 1 - p2];
  const sine = change / (Math.sqrt(p2 * q1) + Math.sqrt(p1 * q2));
  return 2 * Math.atan2(sine, Math.sqrt(q1 * q2) + Math.sqrt(p1 * p2));
}

/**
 * - `unpooled`: (zA + zB)^2 (p1 q1 + p2 q2 / r) / (p2 - p1)^2; matches the interval of the difference, and is the default.
 * - `pooled`: (zA sqrt((1 + 1/r) p q) + zB sqrt(p1 q1 + p2 q2 / r))^2 / (p2 - p1)^2; matches the pooled z test.
 * - `arcsine`: (zA + zB)^2 (1 + 1/r) / h^2 with h = 2 asin sqrt p2 - 2 asin sqrt p1 (Cohen 1988).
 */
const formulas = {
  unpooled: (plan) => ((plan.zAlpha + plan.zPower) ** 2 * unpooledVariance(plan)) / plan.change ** 2,
  pooled: (plan) =>
    ((plan.zAlpha * Math.sqrt(pooledVariance(plan)) + plan.zPower * Math.sqrt(unpooledVariance(plan))) / plan.change) **
    2,
  arcsine: (plan) => ((plan.zAlpha + plan.zPower) ** 2 * (1 + 1 / plan.ratio)) / arcsineDifference(plan) ** 2,
} as const satisfies Record<string, (plan: Plan) => number>;

export interface ProportionSizeOptions extends SizeOptions {
  /** Default `unpooled`. */
  readonly formula?: keyof typeof formulas;
}

export interface ArmSizes {
  /** Units per control arm before rounding up. */
  readonly nControlExact: number;
  readonly nControl: number;
  readonly nTreatment: number;
}

/**
 * How many units a test of two conversion rates needs: the control has rate `baseline`, the treatment
 * `baseline (1 + relativeMde)`. Sizes are rounded up per arm.
 *
 * @param baseline in (0, 1)
 * @param relativeMde the smallest relative change worth finding, not 0, as 0.1 for 10 % more
 * @throws RangeError for rates outside (0, 1), no change, or options outside their range
 * @example proportionSampleSize(0.1, 0.1).nControl // 14749
 */
export function proportionSampleSize(
  baseline: number,
  relativeMde: number,
  { formula = 'unpooled', ...options }: ProportionSizeOptions = {},
): ArmSizes {
  const { ratio, zAlpha, zPower } = sizeOptions(options);
  const p2 = treatmentRate(baseline, relativeMde);
  if (p2 === baseline) throw new RangeError(`The smallest change worth finding is not 0, got ${relativeMde}.`);
  const change = baseline * relativeMde;
  const nControlExact = formulas[formula]({ p1: baseline, p2, change, ratio, zAlpha, zPower });
  return { nControlExact, nControl: Math.ceil(nControlExact), nTreatment: Math.ceil(nControlExact * ratio) };
}

export function treatmentRate(baseline: number, relativeChange: number): number {
  checkShare('A baseline rate', baseline);
  const rate = baseline * (1 + relativeChange);
  checkShare('The rate of the treatment', rate);
  return rate;
}

/** Standard errors of the difference of the rates, as the test sees it under no effect and as it is. */
export function rateErrors(
  [p1, p2]: readonly [number, number],
  { nControl, nTreatment }: Pick<ArmSizes, 'nControl' | 'nTreatment'>,
): { readonly pooled: number; readonly unpooled: number } {
  const plan = { p1, p2, ratio: nTreatment / nControl };
  return {
    pooled: Math.sqrt(pooledVariance(plan) / nControl),
    unpooled: Math.sqrt(unpooledVariance(plan) / nControl),
  };
}
