import type { RemovalRequest } from '@harper-edge/registry';
import type { Services } from '../services.ts';

/** registry.remove → engine.unload, unless another version has the same bytes. The bytes are collected later. */
export async function deleteModel(
  { registry, engine }: Pick<Services, 'registry' | 'engine'>,
  removal: RemovalRequest,
): Promise<void> {
  const model = await registry.get(removal.modelId, removal.version);
  await registry.remove(removal);
  if (!(await registry.isInUse(model.sha256))) engine.unload(model);
}
