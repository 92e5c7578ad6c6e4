import type { BlobInfo, BlobStore, Clock, ModelVersion, Table } from '@harper-edge/contracts';

export interface GarbageOptions {
  /**
   * Leaves artifacts alone that were put less than this long ago, because the upload that put them may not have
   * registered its version yet. Milliseconds, default one hour.
   */
  readonly olderThanMs?: number;
  /** Only tells what would be deleted. Default false. */
  readonly dryRun?: boolean;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** Deletes artifacts that no model version names. */
export async function collectGarbage(
  { models, blobs, clock }: Parts,
  { olderThanMs = 3_600_000, dryRun = false }: GarbageOptions = {},
): Promise<readonly BlobInfo[]> {
  const collected: BlobInfo[] = [];
  for await (const blob of blobs.list()) {
    if (clock.nowMs() - blob.storedAt < olderThanMs) continue;
    if (await isInUse(models, blob.sha256)) continue;
    collected.push(blob);
    if (!dryRun) await blobs.delete(blob.sha256);
  }
  return collected;
}

/** Whether any version names this artifact. */
export async function isInUse(models: Table<ModelVersion>, sha256: string): Promise<boolean> {
  const where = [{ field: 'sha256', op: 'eq', value: sha256 }] as const;
  return (await models.query({ where, limit: 1 })).rows.length > 0;
}
