import { isEdgeError, type ModelVersion, type Table } from '@harper-edge/contracts';
import { modelVersionId } from './find-version.ts';
import type { ModelChange } from './model-change.ts';
import type { ModelLifecycle, VersionEffect } from './model-lifecycle.ts';

export interface LifecycleTables {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Table<ModelLifecycle>;
  readonly history: Table<ModelChange>;
}

/**
 * Writes what follows from a model's last change. Whoever finds it unfinished does it, after a crash as well as beside the
 * one who made the change: doing it twice, or late, changes nothing.
 */
export async function settle(tables: LifecycleTables, lifecycle: ModelLifecycle): Promise<void> {
  const { id, revision, change, effects } = lifecycle;
  if (change === null) return;
  await Promise.all([
    tables.history.put(change),
    ...effects.map((effect) => applyEffect(tables.models, effect, { modelId: id, revision })),
  ]);
  await unlessOvertaken(tables.lifecycles.patch(id, { settled: true }, { ifMatch: { revision } }));
}

async function applyEffect(
  models: Table<ModelVersion>,
  { version, uploadedAt, fields }: VersionEffect,
  { modelId, revision }: { readonly modelId: string; readonly revision: number },
): Promise<void> {
  const row = await models.get(modelVersionId(modelId, version));
  if (row === undefined || row.uploadedAt !== uploadedAt || (row.lifecycleRevision ?? 0) >= revision) return;
  // Whoever is late finds the row written by another, and leaves it.
  const ifMatch = row.lifecycleRevision === undefined ? { uploadedAt } : { lifecycleRevision: row.lifecycleRevision };
  await unlessOvertaken(
    fields === null
      ? models.delete(row.id, { ifMatch: { ...ifMatch, uploadedAt } })
      : models.patch(row.id, { ...fields, lifecycleRevision: revision }, { ifMatch }),
  );
}

async function unlessOvertaken(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isEdgeError(error, 'PRECONDITION_FAILED') && !isEdgeError(error, 'NOT_FOUND')) throw error;
  }
}
