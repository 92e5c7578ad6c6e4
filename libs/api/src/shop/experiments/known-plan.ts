import type { ExperimentPlan } from '@harper-edge/ab-testing';
import type { TenantExperiments } from '@harper-edge/ab-testing/stored';
import { EdgeError } from '@harper-edge/contracts';

/** @throws EdgeError NOT_FOUND */
export async function knownPlan(experiments: TenantExperiments, experimentId: string): Promise<ExperimentPlan> {
  const plan = await experiments.getExperiment(experimentId);
  if (plan !== undefined) return plan;
  throw new EdgeError('NOT_FOUND', `no experiment "${experimentId}"; PUT it first`);
}
