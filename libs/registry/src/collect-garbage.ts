import { scan, type BlobInfo, type BlobStore, type Clock, type ModelVersion, type Table } from '@harper-edge/contracts';

export interface GarbageOptions {
  /**
   * Leaves artifacts alone that were put less than this long ago, because the upload that put them may not have
   * registered its version yet. Milliseconds, default one hour.
   */
  readonly olderThanMs?: number;
  /** Only tells what would be deleted. Default false. */
  readonly dryRun?: boolean;
  /** Ids of versions that do not count, because they are about to be removed. */
  readonly without?: ReadonlySet<string>;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** Deletes artifacts that no model version names. */
export async function collectGarbage(
  { models, blobs, clock }: Parts,
  { olderThanMs = 3_600_000, dryRun = false, without }: GarbageOptions = {},
): Promise<readonly BlobInfo[]> {
  const collected: BlobInfo[] = [];
  for await (const blob of blobs.list()) {
    if (clock.nowMs() - blob.storedAt < olderThanMs) continue;
    if (await isInUse(models, blob.sha256, without)) continue;
    collected.push(blob);
    if (!dryRun) await blobs.delete(blob.sha256);
  }
  return collected;
}

/** Whether any version names this artifact. */
export async function isInUse(
  models: Table<ModelVersion>,
  sha256: string,
  without: ReadonlySet<string> = new Set(),
): Promise<boolean> {
  const where = [{ field: 'sha256', op: 'eq', value: sha256 }] as const;
  for await (const { id } of scan(models, { where, limit: 10 })) if (!without.has(id)) return true;
  return false;
}
