import { isEdgeError } from '@harper-edge/contracts';
import type { RetrainingRequest, ServingModel } from '@harper-edge/monitoring';
import type { Services } from '../services.ts';

/** The model as it answers now. @throws EdgeError NOT_FOUND where none does */
export async function servingModel({ registry }: Pick<Services, 'registry'>, modelName: string): Promise<ServingModel> {
  const { version, uploadedAt } = await registry.resolve(modelName);
  const { serving, servingSince } = await registry.lifecycle(modelName);
  // Until one is promoted the newest version answers, from when it is there.
  return { modelName, modelVersion: version, servingSince: serving === version ? servingSince : uploadedAt };
}

/** registry.resolve → monitoring.retraining: proposes to train a model again where there is a cause. */
export async function proposeRetraining(services: Services, modelName: string): Promise<readonly RetrainingRequest[]> {
  try {
    const requests = await services.monitoring.retraining.propose(await servingModel(services, modelName));
    for (const { id, cause } of requests) services.logger.info('retraining is proposed', { modelName, id, cause });
    return requests;
  } catch (error) {
    // A model that was deleted meanwhile, or of which no version may answer.
    if (isEdgeError(error, 'NOT_FOUND')) return [];
    throw error;
  }
}
