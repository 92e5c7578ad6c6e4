import {
  EdgeError,
  type BlobInfo,
  type Clock,
  type Framework,
  type ModelVersion,
  type Page,
  type PutBlobOptions,
  type Stage,
  type Store,
} from '@harper-edge/contracts';
import { collectGarbage, isInUse, type GarbageOptions } from './collect-garbage.ts';
import { activeVersion, getVersion, modelVersionId } from './find-version.ts';
import { modelTable } from './model-table.ts';
import { artifactDamaged, readVerified } from './read-verified.ts';
import { createVersionCache } from './version-cache.ts';
import { registerVersion, type NewModelVersion } from './register-version.ts';

export interface ModelFilter {
  readonly modelId?: string;
  readonly stage?: Stage;
  readonly framework?: Framework;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Registry {
  /** Streams an artifact in; it is not listed anywhere until `register` names it. @throws EdgeError TOO_LARGE */
  storeArtifact(content: AsyncIterable<Uint8Array>, options?: PutBlobOptions): Promise<BlobInfo>;
  /** The artifact's bytes, checked against its SHA-256. @throws EdgeError UNAVAILABLE when they are damaged or gone. */
  readArtifact(artifact: Pick<BlobInfo, 'sha256' | 'sizeBytes'>): Promise<Uint8Array>;
  /** The artifact in pieces, as it is stored. @throws EdgeError UNAVAILABLE when it is gone */
  streamArtifact(sha256: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Makes the version visible, at once and whole. The same version with the same bytes again answers what is there.
   * A new production version archives the one before.
   * @throws EdgeError CONFLICT when the version exists with other bytes; INVALID_MODEL when the file contradicts its schema.
   */
  register(candidate: NewModelVersion): Promise<ModelVersion>;
  /** @throws EdgeError NOT_FOUND */
  get(modelId: string, version: string): Promise<ModelVersion>;
  /** Newest first. */
  list(filter?: ModelFilter): Promise<Page<ModelVersion>>;
  /** The given version; without one the production version; without that the newest not archived. @throws EdgeError NOT_FOUND */
  resolve(modelId: string, version?: string): Promise<ModelVersion>;
  /** Takes the version away; its bytes follow with `collectGarbage`. @throws EdgeError NOT_FOUND; CONFLICT while in production. */
  remove(modelId: string, version: string): Promise<void>;
  /** The version that was uploaded last with this artifact. */
  newestWith(sha256: string): Promise<ModelVersion | undefined>;
  /** Whether any version names this artifact. */
  isInUse(sha256: string): Promise<boolean>;
  /**
   * Deletes an artifact at once unless a version names it: for bytes that proved to be no model, which no upload going on
   * elsewhere can register either.
   */
  discardArtifact(sha256: string): Promise<void>;
  /** Deletes artifacts that no version names. Returns what was, or with `dryRun` would be, deleted. */
  collectGarbage(options?: GarbageOptions): Promise<readonly BlobInfo[]>;
}

/** The models there are. Versions are immutable but for their stage; artifacts are named by their SHA-256. */
export function createRegistry({ store, clock }: { readonly store: Store; readonly clock: Clock }): Registry {
  const { blobs } = store;
  const models = store.table(modelTable);
  const cached = createVersionCache({ models, clock });
  return {
    storeArtifact: (content, options) => blobs.put(content, options),
    readArtifact: (artifact) => readVerified(blobs, artifact),
    streamArtifact: async (sha256) => {
      const content = await blobs.get(sha256);
      if (content === undefined) throw artifactDamaged(sha256, 'is not in the blob store');
      return content;
    },
    register: (candidate) => registerVersion({ models, blobs, clock }, candidate),
    get: (modelId, version) => getVersion(models, modelId, version),
    list: ({ limit, cursor, ...fields } = {}) =>
      models.query({
        where: (['modelId', 'stage', 'framework'] as const).flatMap((field) => {
          const value = fields[field];
          return value === undefined ? [] : [{ field, op: 'eq', value } as const];
        }),
        sort: { field: 'uploadedAt', order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    resolve: (modelId, version) =>
      version === undefined
        ? cached(modelId, () => activeVersion(models, modelId))
        : cached(modelVersionId(modelId, version), () => getVersion(models, modelId, version)),
    remove: async (modelId, version) => {
      const { id, stage } = await getVersion(models, modelId, version);
      if (stage === 'production') {
        throw new EdgeError('CONFLICT', `${id} is in production; make another version the production version first`);
      }
      await models.delete(id, { ifMatch: { stage } });
    },
    newestWith: async (sha256) => {
      const where = [{ field: 'sha256', op: 'eq', value: sha256 }] as const;
      return (await models.query({ where, sort: { field: 'uploadedAt', order: 'descending' }, limit: 1 })).rows[0];
    },
    isInUse: (sha256) => isInUse(models, sha256),
    discardArtifact: async (sha256) => {
      if (!(await isInUse(models, sha256))) await blobs.delete(sha256);
    },
    collectGarbage: (options) => collectGarbage({ models, blobs, clock }, options),
  };
}
