import type { ModelLifecycle, PromotionRequest } from '@harper-edge/registry';
import type { Services } from '../services.ts';
import { warmBeforeSwitch } from './warm-before-switch.ts';

export interface ModelPromotion extends PromotionRequest {
  /** What the version is asked before it goes into production. */
  readonly warmUp?: Readonly<Record<string, unknown>> | undefined;
}

/** registry.promote, with engine.metadata before a version goes into production: loaded and warm, it takes over at once. */
export async function promoteModel(
  { registry, engine, logger }: Pick<Services, 'registry' | 'engine' | 'logger'>,
  { warmUp, ...promotion }: ModelPromotion,
): Promise<ModelLifecycle> {
  const lifecycle = await registry.promote(promotion, warmBeforeSwitch({ engine }, warmUp));
  const { modelId, version, stage } = promotion;
  logger.info('model promoted', { modelId, version, stage, revision: lifecycle.revision });
  return lifecycle;
}
