import { betaGreaterLog, betaMaximumLog, type BetaShapes, type Proportion } from '@harper-edge/stats';
import type { NoResult } from '../comparison.ts';
import { type BetaPosterior, betaPosterior, type BetaPrior } from './beta-posterior.ts';

export interface BayesianOptions {
  /** The same for all arms. Default Beta(1, 1), every rate equally likely. */
  readonly prior?: BetaPrior;
  /** Of the credible intervals, in (0, 1). Default 0.95. */
  readonly level?: number;
}

export type BayesianComparison =
  | {
      readonly ok: true;
      readonly control: BetaPosterior;
      readonly treatment: BetaPosterior;
      /** P(treatment > control), and its complement computed on its own. */
      readonly chanceToWin: number;
      readonly chanceToLose: number;
      /** Also where a chance underflows. */
      readonly log10ChanceToWin: number;
      readonly log10ChanceToLose: number;
      /** Rate given up on average by choosing the treatment: E max(control - treatment, 0). */
      readonly expectedLossChoosingTreatment: number;
      readonly expectedLossChoosingControl: number;
    }
  | NoResult;

/**
 * Compares two conversion rates by their posteriors. Chances are exact to 1e-9 without simulation, by
 * `betaGreaterLog`; the expected loss of choosing B is mean(A) P(A' > B) - mean(B) P(A > B') with the first shape of the
 * marked one larger by 1, the larger loss the smaller plus the difference of the means. Stucchio, "Bayesian A/B Testing at
 * VWO" (2015). A chance to win is not a p-value, and looking often makes false winners more frequent here too.
 *
 * @throws RangeError for a prior whose shapes are not positive, or a level outside (0, 1)
 */
export function compareBayesian(
  controlCounts: Proportion,
  treatmentCounts: Proportion,
  { prior = { alpha: 1, beta: 1 }, level = 0.95 }: BayesianOptions = {},
): BayesianComparison {
  const control = betaPosterior(controlCounts, { prior, level });
  if ('ok' in control) return control;
  const treatment = betaPosterior(treatmentCounts, { prior, level });
  if ('ok' in treatment) return treatment;
  const { greater, less } = betaGreaterLog(treatment, control);
  const [better, worse] = treatment.mean >= control.mean ? [treatment, control] : [control, treatment];
  const smallLoss = expectedLoss(better, worse);
  const largeLoss = smallLoss + (better.mean - worse.mean);
  return {
    ok: true,
    control,
    treatment,
    chanceToWin: Math.exp(greater),
    chanceToLose: Math.exp(less),
    log10ChanceToWin: greater / Math.LN10,
    log10ChanceToLose: less / Math.LN10,
    expectedLossChoosingTreatment: better === treatment ? smallLoss : largeLoss,
    expectedLossChoosingControl: better === control ? smallLoss : largeLoss,
  };
}

const meanOf = ({ a, b }: BetaShapes): number => a / (a + b);

/** E max(other - chosen, 0). */
function expectedLoss(chosen: BetaShapes, other: BetaShapes): number {
  const gain = meanOf(other) * Math.exp(betaGreaterLog({ a: other.a + 1, b: other.b }, chosen).greater);
  return gain - meanOf(chosen) * Math.exp(betaGreaterLog(other, { a: chosen.a + 1, b: chosen.b }).greater);
}

export type BayesianRanking =
  | {
      readonly ok: true;
      readonly arms: readonly (BetaPosterior & {
        readonly chanceToBeBest: number;
        readonly log10ChanceToBeBest: number;
      })[];
    }
  | NoResult;

/**
 * The chance of each of several arms to have the highest rate, by one-dimensional integrals; they sum to 1.
 *
 * @param arms at least two
 * @throws RangeError for fewer arms, a prior whose shapes are not positive, or a level outside (0, 1)
 */
export function rankBayesian(
  arms: readonly Proportion[],
  { prior = { alpha: 1, beta: 1 }, level = 0.95 }: BayesianOptions = {},
): BayesianRanking {
  const posteriors: BetaPosterior[] = [];
  for (const arm of arms) {
    const posterior = betaPosterior(arm, { prior, level });
    if ('ok' in posterior) return posterior;
    posteriors.push(posterior);
  }
  const logs = betaMaximumLog(posteriors);
  const ranked = posteriors.map((posterior, index) => {
    const log = logs[index] as number;
    return { ...posterior, chanceToBeBest: Math.exp(log), log10ChanceToBeBest: log / Math.LN10 };
  });
  return { ok: true, arms: ranked };
}
