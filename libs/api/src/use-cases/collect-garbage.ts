import type { BlobInfo, ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../services.ts';

export interface GarbageRequest {
  readonly dryRun: boolean;
  /** Artifacts younger than this stay. Milliseconds; default one hour. */
  readonly olderThanMs?: number | undefined;
  /** Removes versions archived for longer than this, too. Milliseconds; default: none. */
  readonly archivedForMs?: number | undefined;
  readonly by: string | null;
}

export interface Garbage {
  readonly versions: readonly ModelVersion[];
  readonly artifacts: readonly BlobInfo[];
}

/** registry.collectVersions → engine.unload → registry.collectGarbage. */
export async function collectGarbage(
  { registry, engine, logger }: Pick<Services, 'registry' | 'engine' | 'logger'>,
  { dryRun, olderThanMs, archivedForMs, by }: GarbageRequest,
): Promise<Garbage> {
  const versions =
    archivedForMs === undefined
      ? []
      : await registry.collectVersions({ archivedForMs, dryRun, by, reason: 'garbage collection' });
  if (!dryRun) {
    for (const version of versions) if (!(await registry.isInUse(version.sha256))) engine.unload(version);
  }
  const artifacts = await registry.collectGarbage({
    dryRun,
    without: new Set(versions.map(({ id }) => id)),
    ...(olderThanMs !== undefined && { olderThanMs }),
  });
  if (!dryRun) logger.info('garbage collected', { versions: versions.length, artifacts: artifacts.length });
  return { versions, artifacts };
}
