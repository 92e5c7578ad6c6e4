import {
  EdgeError,
  isEdgeError,
  scan,
  type BlobInfo,
  type BlobStore,
  type Clock,
  type Framework,
  type Json,
  type ModelMetadata,
  type ModelVersion,
  type Stage,
  type Table,
} from '@harper-edge/contracts';
import { checkDeclaredSchema } from './check-declared-schema.ts';
import { getVersion, modelVersionId } from './find-version.ts';

/** A version to be registered, its artifact already stored and loaded once. */
export interface NewModelVersion {
  readonly modelId: string;
  readonly version: string;
  readonly framework: Framework;
  readonly stage: Stage;
  readonly artifact: BlobInfo;
  /** Read from the model file. */
  readonly modelMetadata: ModelMetadata;
  /** As the uploader declared them, `null` for nothing declared. */
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  readonly metadata: { readonly [key: string]: Json };
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** What `Registry.register` promises. */
export async function registerVersion(
  { models, blobs, clock }: Parts,
  { artifact, modelMetadata, ...declared }: NewModelVersion,
): Promise<ModelVersion> {
  checkDeclaredSchema(declared.inputSchema, modelMetadata.inputs, 'inputs');
  checkDeclaredSchema(declared.outputSchema, modelMetadata.outputs, 'outputs');
  const { sha256, sizeBytes } = artifact;
  const id = modelVersionId(declared.modelId, declared.version);
  const row: ModelVersion = { id, ...declared, sha256, sizeBytes, uploadedAt: clock.nowMs(), ...modelMetadata };
  try {
    await models.put(row, { ifAbsent: true });
  } catch (error) {
    if (!isEdgeError(error, 'CONFLICT')) throw error;
    return sameVersion(await getVersion(models, declared.modelId, declared.version), row);
  }
  if ((await blobs.stat(sha256)) === undefined) {
    await models.delete(id);
    throw new EdgeError('UNAVAILABLE', `the artifact of ${id} was deleted while it was registered; upload it again`);
  }
  if (row.stage === 'production') await archiveOthers(models, row);
  return row;
}

/** The version that is there, when what was uploaded again is the same. */
function sameVersion(existing: ModelVersion, uploaded: ModelVersion): ModelVersion {
  if (existing.sha256 === uploaded.sha256 && existing.framework === uploaded.framework) return existing;
  throw new EdgeError(
    'CONFLICT',
    `${existing.id} exists with other bytes (SHA-256 ${existing.sha256}); versions never change, so upload this as a new version`,
  );
}

async function archiveOthers(models: Table<ModelVersion>, production: ModelVersion): Promise<void> {
  const where = [
    { field: 'modelId', op: 'eq', value: production.modelId },
    { field: 'stage', op: 'eq', value: 'production' },
  ] as const;
  for await (const { id } of scan(models, { where })) {
    if (id !== production.id) await models.patch(id, { stage: 'archived' });
  }
}
