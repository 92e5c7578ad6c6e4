import type { Tenant } from '@harper-edge/tenants';
import type { Services } from '../../services.ts';
import type { Outcomes } from './outcomes.ts';

export interface AssignedVariant {
  readonly experimentId: string;
  readonly variant: string;
}

export interface ModelChoice {
  /** Null: the order of popularity. */
  readonly modelId: string | null;
  readonly experiment: AssignedVariant | undefined;
}

/**
 * Which model ranks for a shopper: that of the shopper's variant where the tenant's experiment decides it, else the tenant's.
 * The tenant's too where the experiment does not answer, which is logged: an experiment must not cost a shopper the answer.
 */
export async function chooseModel(
  { shop }: Services,
  { tenant, userId, outcomes }: { readonly tenant: Tenant; readonly userId: string; readonly outcomes: Outcomes },
): Promise<ModelChoice> {
  const { personalizeExperiment, embeddingModel } = tenant;
  if (personalizeExperiment === null) return { modelId: embeddingModel, experiment: undefined };
  const { experimentId, models } = personalizeExperiment;
  try {
    const { variant } = await shop.experiments.of(tenant.id).assignUserToVariant(experimentId, userId);
    const named = Object.hasOwn(models, variant) ? models[variant] : undefined;
    return { modelId: named === undefined ? embeddingModel : named, experiment: { experimentId, variant } };
  } catch (error) {
    outcomes.warn(tenant.id, 'the experiment of personalize assigned nobody', error);
    return { modelId: embeddingModel, experiment: undefined };
  }
}
