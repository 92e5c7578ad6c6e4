import { EdgeError, type ModelVersion, type Table } from '@harper-edge/contracts';
import type { ModelLifecycle } from './model-lifecycle.ts';

export const modelVersionId = (modelId: string, version: string): string => `${modelId}:${version}`;

type Models = Table<ModelVersion>;

/** @throws EdgeError NOT_FOUND */
export async function getVersion(models: Models, modelId: string, version: string): Promise<ModelVersion> {
  const found = await models.get(modelVersionId(modelId, version));
  if (found !== undefined) return found;
  throw new EdgeError(
    'NOT_FOUND',
    `no version "${version}" of model "${modelId}"; GET /model/versions?modelId=${modelId} lists what there is`,
  );
}

/** The version of that name, else the one that the alias of that name stands for. @throws EdgeError NOT_FOUND */
export async function findVersion(
  models: Models,
  { id, aliases }: Pick<ModelLifecycle, 'id' | 'aliases'>,
  version: string,
): Promise<ModelVersion> {
  const exact = await models.get(modelVersionId(id, version));
  return exact ?? getVersion(models, id, Object.hasOwn(aliases, version) ? (aliases[version] ?? version) : version);
}

export const noModel = (modelId: string): EdgeError =>
  new EdgeError(
    'NOT_FOUND',
    `no model "${modelId}"; upload one with POST /model/upload, or GET /models for what there is`,
  );
