import { EdgeError, type ModelVersion, type Stage, type Table } from '@harper-edge/contracts';

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

/** The production version, and where there is none the newest that is not archived. @throws EdgeError NOT_FOUND */
export async function activeVersion(models: Models, modelId: string): Promise<ModelVersion> {
  const found = (await newest(models, modelId, 'production')) ?? (await newest(models, modelId));
  if (found !== undefined) return found;
  throw new EdgeError(
    'NOT_FOUND',
    `no model "${modelId}"; upload one with POST /model/upload, or GET /models for what there is`,
  );
}

async function newest(models: Models, modelId: string, stage?: Stage): Promise<ModelVersion | undefined> {
  const where = [
    { field: 'modelId', op: 'eq', value: modelId } as const,
    stage === undefined
      ? ({ field: 'stage', op: 'ne', value: 'archived' } as const)
      : ({ field: 'stage', op: 'eq', value: stage } as const),
  ];
  const { rows } = await models.query({ where, sort: { field: 'uploadedAt', order: 'descending' }, limit: 1 });
  return rows[0];
}
