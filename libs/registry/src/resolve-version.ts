import { EdgeError, type ModelVersion, type Table } from '@harper-edge/contracts';
import { findVersion, getVersion, modelVersionId, noModel } from './find-version.ts';
import type { Lifecycles } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycleTable: Table<ModelLifecycle>;
  readonly lifecycles: Lifecycles;
}

/** The version that answers requests without one. @throws EdgeError NOT_FOUND */
export async function activeVersion(parts: Parts, modelId: string): Promise<ModelVersion> {
  const { models, lifecycleTable, lifecycles } = parts;
  // As it is written, whether or not what follows from it is written too: that one row is what decides.
  const { serving, registered } = (await lifecycleTable.get(modelId)) ?? (await lifecycles.read(modelId));
  if (serving === null) throw registered === 0 ? noModel(modelId) : noneAnswers(modelId);
  const found = await models.get(modelVersionId(modelId, serving));
  if (found !== undefined) return found;
  // It was removed between the two reads, so another one answers now.
  const now = await lifecycles.read(modelId);
  if (now.serving === serving || now.serving === null) throw noneAnswers(modelId);
  return getVersion(models, modelId, now.serving);
}

const noneAnswers = (modelId: string): EdgeError =>
  new EdgeError(
    'NOT_FOUND',
    `no version of model "${modelId}" answers: all are archived or deleted; name one, or promote one`,
  );

/** The version of that name, else of that alias. @throws EdgeError NOT_FOUND */
export async function namedVersion(
  { models, lifecycleTable }: Parts,
  modelId: string,
  version: string,
): Promise<ModelVersion> {
  const exact = await models.get(modelVersionId(modelId, version));
  if (exact !== undefined) return exact;
  const aliases = (await lifecycleTable.get(modelId))?.aliases ?? {};
  return findVersion(models, { id: modelId, aliases }, version);
}
