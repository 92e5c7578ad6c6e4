import { EdgeError, scan, type ModelVersion, type Table } from '@harper-edge/contracts';

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
  const where = [{ field: 'modelId', op: 'eq', value: modelId }] as const;
  let newest: ModelVersion | undefined;
  // Newest first: should two uploads have made two production versions, the later one counts.
  for await (const found of scan(models, { where, sort: { field: 'uploadedAt', order: 'descending' } })) {
    if (found.stage === 'production') return found;
    if (found.stage !== 'archived') newest ??= found;
  }
  if (newest !== undefined) return newest;
  throw new EdgeError(
    'NOT_FOUND',
    `no model "${modelId}"; upload one with POST /model/upload, or GET /models for what there is`,
  );
}
