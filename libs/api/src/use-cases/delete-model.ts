import type { Services } from '../services.ts';

/** registry.remove → engine.unload, unless another version has the same bytes. The bytes are collected later. */
export async function deleteModel({ registry, engine }: Services, modelId: string, version: string): Promise<void> {
  const model = await registry.get(modelId, version);
  await registry.remove({ modelId, version });
  if (!(await registry.isInUse(model.sha256))) engine.unload(model);
}
