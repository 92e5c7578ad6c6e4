import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import type { Registry } from '@harper-edge/registry';
import { given } from '../http/given.ts';
import type { Services } from '../services.ts';

/** All versions, of one model or of all, newest first. */
export async function allVersions(registry: Registry, modelId?: string): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = [];
  let cursor: string | undefined;
  do {
    const page = await registry.list({ limit: 1_000, ...given({ modelId, cursor }) });
    versions.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return versions;
}

/** All versions of a model, newest first. @throws EdgeError NOT_FOUND when there is none */
export async function versionsOf(registry: Registry, modelId: string): Promise<readonly ModelVersion[]> {
  const versions = await allVersions(registry, modelId);
  if (versions.length > 0) return versions;
  throw new EdgeError('NOT_FOUND', `no model "${modelId}"; GET /v2/models lists what there is`);
}

/** The version that answers for each model: its production version, else its newest that is not archived. */
export async function answeringVersions({
  registry,
}: Pick<Services, 'registry'>): Promise<ReadonlyMap<string, ModelVersion>> {
  const answering = new Map<string, ModelVersion>();
  // Newest first.
  for (const version of await allVersions(registry)) {
    const known = answering.get(version.modelId);
    const isBetter = known === undefined || (version.stage === 'production' && known.stage !== 'production');
    if (version.stage !== 'archived' && isBetter) answering.set(version.modelId, version);
  }
  return answering;
}
