import { isEdgeError, scan, type Clock, type ModelVersion, type Table } from '@harper-edge/contracts';
import type { Lifecycles } from './lifecycles.ts';
import { changeId, type ModelChange } from './model-change.ts';
import { removeVersion, type RemovalRequest } from './remove-version.ts';

export interface VersionGarbageOptions extends Pick<RemovalRequest, 'by' | 'reason'> {
  /** Only versions that nothing has happened to for longer than this. Milliseconds. */
  readonly archivedForMs: number;
  /** Only tells what would be removed. Default false. */
  readonly dryRun?: boolean;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
  readonly history: Table<ModelChange>;
  readonly clock: Clock;
}

/** What `Registry.collectVersions` promises. */
export async function collectVersions(
  parts: Parts,
  { archivedForMs, dryRun = false, ...author }: VersionGarbageOptions,
): Promise<readonly ModelVersion[]> {
  const { models, lifecycles } = parts;
  const collected: ModelVersion[] = [];
  for await (const model of scan(models, { where: [{ field: 'stage', op: 'eq', value: 'archived' }] })) {
    const { modelId, version } = model;
    const { revision, aliases, previous, production } = await lifecycles.read(modelId);
    const isReferenced =
      production === version || previous.at(-1) === version || Object.values(aliases).includes(version);
    if (isReferenced || (await restingMs(parts, model)) < archivedForMs) continue;
    // Whatever happens to the model in between keeps the version: the next collection looks again.
    if (dryRun || (await isRemoved(parts, { modelId, version, ifRevision: [revision], ...author })))
      collected.push(model);
  }
  return collected;
}

async function restingMs({ history, clock }: Parts, model: ModelVersion): Promise<number> {
  const { modelId, lifecycleRevision = 0, uploadedAt } = model;
  const last = await history.get(changeId(modelId, lifecycleRevision));
  return clock.nowMs() - (last?.at ?? uploadedAt);
}

async function isRemoved(parts: Parts, removal: RemovalRequest): Promise<boolean> {
  try {
    await removeVersion(parts, removal);
    return true;
  } catch (error) {
    if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
