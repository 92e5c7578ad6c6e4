import type { ExperimentAnalysis } from '@harper-edge/ab-testing';
import type { TenantExperiments } from '@harper-edge/ab-testing/stored';
import { knownPlan } from './known-plan.ts';

export interface ExperimentResults extends Omit<ExperimentAnalysis, 'conversionLift'> {
  readonly conversion_lift: number | null;
  /** Whether these numbers hold however often they are looked at. */
  readonly isAlwaysValid: boolean;
}

/** How an experiment stands. @throws EdgeError NOT_FOUND */
export async function experimentResults(
  experiments: TenantExperiments,
  experimentId: string,
): Promise<ExperimentResults> {
  const { analysis } = await knownPlan(experiments, experimentId);
  const { conversionLift, ...results } = await experiments.analyzeExperiment(experimentId);
  return { ...results, conversion_lift: conversionLift, isAlwaysValid: analysis === 'sequential' };
}
