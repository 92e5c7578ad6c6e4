import {
  EdgeError,
  isEdgeError,
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
import { enterProduction, previousAfter } from './enter-production.ts';
import { getVersion, modelVersionId } from './find-version.ts';
import type { Lifecycles, PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';

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
  /** The version it was made from. Default: the one that answers when it is registered. */
  readonly parentVersion?: string | undefined;
  /** Who registers it. */
  readonly by?: string | undefined;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** What `Registry.register` promises. */
export async function registerVersion(parts: Parts, candidate: NewModelVersion): Promise<ModelVersion> {
  const { models, lifecycles, blobs, clock } = parts;
  const { artifact, modelMetadata, parentVersion, by = null, ...declared } = candidate;
  const { modelId, version, stage } = declared;
  checkDeclaredSchema(declared.inputSchema, modelMetadata.inputs, 'inputs');
  checkDeclaredSchema(declared.outputSchema, modelMetadata.outputs, 'outputs');
  if (parentVersion !== undefined) await getVersion(models, modelId, parentVersion);
  const { aliases } = await lifecycles.read(modelId);
  if (Object.hasOwn(aliases, version)) {
    throw new EdgeError('CONFLICT', `"${version}" is an alias of model "${modelId}"; expected another version`);
  }
  const { sha256, sizeBytes } = artifact;
  const row: ModelVersion = {
    id: modelVersionId(modelId, version),
    ...declared,
    // In production it is only once that has been written for the model as a whole.
    stage: stage === 'production' ? 'staging' : stage,
    sha256,
    sizeBytes,
    uploadedAt: clock.nowMs(),
    ...modelMetadata,
    lifecycleRevision: 0,
  };
  const there = await putNew(models, row);
  if (there.lifecycleRevision !== 0) return there;
  if (there === row && (await blobs.stat(sha256)) === undefined) {
    await models.delete(row.id, { ifMatch: { lifecycleRevision: 0 } });
    throw new EdgeError(
      'UNAVAILABLE',
      `the artifact of ${row.id} was deleted while it was registered; upload it again`,
    );
  }
  const plan = (before: ModelLifecycle): Promise<PlannedChange | undefined> =>
    planRegistration(models, before, { modelId, version, stage, by, parentVersion });
  await lifecycles.commit(modelId, plan, { whenOvertaken: 'planAgain' });
  return getVersion(models, modelId, version);
}

/** The row put, or the one that is there, when what was uploaded again is the same. */
async function putNew(models: Table<ModelVersion>, row: ModelVersion): Promise<ModelVersion> {
  try {
    await models.put(row, { ifAbsent: true });
    return row;
  } catch (error) {
    if (!isEdgeError(error, 'CONFLICT')) throw error;
  }
  const existing = await getVersion(models, row.modelId, row.version);
  if (existing.sha256 === row.sha256 && existing.framework === row.framework) return existing;
  throw new EdgeError(
    'CONFLICT',
    `${existing.id} exists with other bytes (SHA-256 ${existing.sha256}); versions never change, so upload this as a new version`,
  );
}

type Registration = Pick<NewModelVersion, 'modelId' | 'version' | 'stage' | 'parentVersion'> & {
  readonly by: string | null;
};

async function planRegistration(
  models: Table<ModelVersion>,
  before: ModelLifecycle,
  { modelId, version, stage, by, parentVersion }: Registration,
): Promise<PlannedChange | undefined> {
  const row = await getVersion(models, modelId, version);
  // The same upload, sent twice at once, has come first.
  if (row.lifecycleRevision !== 0) return undefined;
  const parent = parentVersion ?? before.serving;
  const numbers = {
    deploymentVersion: before.registered + 1,
    parentDeployment:
      parent === null ? null : ((await models.get(modelVersionId(modelId, parent)))?.deploymentVersion ?? null),
  };
  const registered = before.registered + 1;
  const change = { action: 'register', version, to: stage, by, approvedBy: null, reason: null } as const;
  if (stage !== 'production') {
    return { registered, change, effects: [{ version, uploadedAt: row.uploadedAt, fields: { stage, ...numbers } }] };
  }
  const { effects, replaced, production } = await enterProduction(models, before, row);
  return {
    registered,
    production,
    previous: previousAfter(before, version),
    change: { ...change, replaced },
    effects: effects.map((effect) =>
      effect.version === version ? { ...effect, fields: { ...effect.fields, ...numbers } } : effect,
    ),
  };
}
