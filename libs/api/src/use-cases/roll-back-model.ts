import type { ModelLifecycle, RollbackRequest } from '@harper-edge/registry';
import type { Services } from '../services.ts';
import { warmBeforeSwitch } from './warm-before-switch.ts';

/** registry.rollBack, with engine.metadata before it: the version that comes back is loaded before it answers. */
export async function rollBackModel(
  { registry, engine, logger }: Pick<Services, 'registry' | 'engine' | 'logger'>,
  rollback: RollbackRequest,
): Promise<ModelLifecycle> {
  const lifecycle = await registry.rollBack(rollback, warmBeforeSwitch({ engine }));
  const { modelId } = rollback;
  logger.info('model rolled back', { modelId, version: lifecycle.production, revision: lifecycle.revision });
  return lifecycle;
}
