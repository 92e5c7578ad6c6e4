import type { AdjustedResult, Verdict } from './verdict.ts';
import type { ExperimentPlan } from './experiment-plan.ts';
import type { ExposureQuality } from './exposure-quality.ts';

export interface Findings {
  readonly plan: ExperimentPlan;
  readonly verdict: Verdict;
  /** The comparison the verdict rests on, if there is one yet. */
  readonly leading: AdjustedResult | undefined;
  readonly units: number;
  readonly exposures: ExposureQuality;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A sentence or two for whoever has to decide. */
export function recommend(findings: Findings): string {
  const { exposures } = findings;
  const sentence = sentences[findings.verdict.status](findings);
  if (!exposures.alarm) return sentence;
  const crossed = `${exposures.crossedUnits} units (${percent(exposures.crossedRate)}) were seen in two arms and left out`;
  return `${sentence} But ${crossed}: make assignment sticky and start again.`;
}

const sentences: Readonly<Record<Verdict['status'], (findings: Findings) => string>> = {
  sample_ratio_mismatch: () =>
    'The arms did not get the units they should have, so no result can be trusted. Find the cause - assignment, redirects, bots, lost events - and start again.',
  guardrail_violation: ({ verdict }) =>
    `Stop ${verdict.violating.join(' and ')}: a guardrail is worse than its margin allows.`,
  significant_winner: ({ plan, verdict, leading }) => {
    const baseline = plan.variants[0]?.id ?? '';
    if (verdict.winner === baseline) return `Keep ${baseline}: the other variants are worse.${evidence(leading)}`;
    return `Use ${verdict.winner ?? ''}: it is better than ${baseline}.${evidence(leading)}`;
  },
  no_difference: ({ plan }) =>
    `Keep ${plan.variants[0]?.id ?? ''} or choose by cost: no difference that matters was found.`,
  collecting: ({ plan, verdict, leading, units }) => {
    if (verdict.waitingFor.length > 0) {
      return `Go on: ${verdict.waitingFor.join(' and ')} looks better, but its guardrails are not yet shown to be safe.`;
    }
    if (leading === undefined) {
      return `Go on: ${units} units so far, and every arm needs at least ${plan.minimumUnits}.`;
    }
    return `Go on: ${units} units so far do not decide it.${evidence(leading)}`;
  },
};

function evidence(leading: AdjustedResult | undefined): string {
  if (!leading?.lift) return '';
  const { lift, metric, variant } = leading;
  const bounds =
    lift.lower === null || lift.upper === null ? '' : `, from ${percent(lift.lower)} to ${percent(lift.upper)}`;
  return ` In ${metric} ${variant} is at ${percent(lift.estimate)}${bounds}.`;
}
