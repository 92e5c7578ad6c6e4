import type { BlobInfo, Clock, ModelVersion, Page, PutBlobOptions, Store } from '@harper-edge/contracts';
import { collectGarbage, isInUse, type GarbageOptions } from './collect-garbage.ts';
import { collectVersions, type VersionGarbageOptions } from './collect-versions.ts';
import { getVersion, modelVersionId, noModel } from './find-version.ts';
import { readHistory, type HistoryPage, type HistoryQuery } from './history.ts';
import { createLifecycles } from './lifecycles.ts';
import { listVersions, type ModelFilter } from './list-versions.ts';
import { modelChangeTable } from './model-change.ts';
import { modelLifecycleTable, type ModelLifecycle } from './model-lifecycle.ts';
import { modelTable } from './model-table.ts';
import { promoteVersion, type BeforeSwitch, type PromotionRequest } from './promote-version.ts';
import { artifactDamaged, readVerified } from './read-verified.ts';
import { registerVersion, type NewModelVersion } from './register-version.ts';
import { removeVersion, type RemovalRequest } from './remove-version.ts';
import { activeVersion, namedVersion } from './resolve-version.ts';
import { rollBack, type RollbackRequest } from './roll-back.ts';
import { setAlias, type AliasRequest } from './set-alias.ts';
import { validateVersion, type ValidationRequest } from './validate-version.ts';
import { createVersionCache } from './version-cache.ts';

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
  /** The version of that name, no alias. @throws EdgeError NOT_FOUND */
  get(modelId: string, version: string): Promise<ModelVersion>;
  /** Newest first. */
  list(filter?: ModelFilter): Promise<Page<ModelVersion>>;
  /**
   * The given version or alias; without one the production version; without that the newest not archived. Its `stage` may
   * still be the one before a change that happens now. @throws EdgeError NOT_FOUND
   */
  resolve(modelId: string, version?: string): Promise<ModelVersion>;
  /**
   * What holds for the model as a whole: which version answers, aliases, the revision. A model whose versions are all gone
   * still has one. @throws EdgeError NOT_FOUND
   */
  lifecycle(modelId: string): Promise<ModelLifecycle>;
  /**
   * Takes a version to another stage. Into production only after `beforeSwitch` has resolved: what it throws leaves
   * everything as it was. The version replaced is archived in the same act. A version that is in the stage stays there.
   * @throws EdgeError NOT_FOUND; CONFLICT when the version cannot go there, or the model was changed at the same time;
   *   INVALID_INPUT when nobody approves; PRECONDITION_FAILED when the revision is none of `ifRevision`
   */
  promote(request: PromotionRequest, beforeSwitch: BeforeSwitch): Promise<ModelLifecycle>;
  /**
   * Takes the version before back into production, or a named one that was there. The next rollback goes further back; to
   * undo one, name the version it left.
   * @throws EdgeError as `promote`, but nobody has to approve
   */
  rollBack(request: RollbackRequest, beforeSwitch: BeforeSwitch): Promise<ModelLifecycle>;
  /** Records what testing a version showed. @throws EdgeError NOT_FOUND, PRECONDITION_FAILED */
  validate(request: ValidationRequest): Promise<ModelLifecycle>;
  /**
   * Sets, moves or takes away an alias.
   * @throws EdgeError NOT_FOUND; CONFLICT when a version has that name, or there are 100 aliases; INVALID_INPUT on the name of
   *   a stage; PRECONDITION_FAILED
   */
  setAlias(request: AliasRequest): Promise<ModelLifecycle>;
  /** Every change to the model, newest first. @throws EdgeError NOT_FOUND, INVALID_INPUT */
  history(modelId: string, query?: HistoryQuery): Promise<HistoryPage>;
  /**
   * Takes the version away; its bytes follow with `collectGarbage`.
   * @throws EdgeError NOT_FOUND; CONFLICT while it is in production or has an alias; PRECONDITION_FAILED
   */
  remove(request: RemovalRequest): Promise<void>;
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
  /**
   * Removes archived versions that nothing refers to: no alias, and not the one a rollback would go to. Returns what was, or
   * with `dryRun` would be, removed.
   */
  collectVersions(options: VersionGarbageOptions): Promise<readonly ModelVersion[]>;
}

/** The models there are. Versions are immutable but for their stage and what tests showed; artifacts are named by their SHA-256. */
export function createRegistry({ store, clock }: { readonly store: Store; readonly clock: Clock }): Registry {
  const { blobs } = store;
  const models = store.table(modelTable);
  const history = store.table(modelChangeTable);
  const lifecycleTable = store.table(modelLifecycleTable);
  const lifecycles = createLifecycles({ models, history, lifecycles: lifecycleTable, clock });
  const parts = { models, blobs, clock, history, lifecycles, lifecycleTable };
  const cached = createVersionCache({ models, lifecycles: lifecycleTable, clock });
  const known = async (modelId: string): Promise<ModelLifecycle> => {
    const found = await lifecycles.read(modelId);
    if (found.revision === 0 && found.registered === 0) throw noModel(modelId);
    return found;
  };
  return {
    storeArtifact: (content, options) => blobs.put(content, options),
    readArtifact: (artifact) => readVerified(blobs, artifact),
    streamArtifact: async (sha256) => {
      const content = await blobs.get(sha256);
      if (content === undefined) throw artifactDamaged(sha256, 'is not in the blob store');
      return content;
    },
    register: (candidate) => registerVersion(parts, candidate),
    get: async (modelId, version) => {
      await lifecycles.settle(modelId);
      return getVersion(models, modelId, version);
    },
    list: (filter) => listVersions(parts, filter),
    resolve: (modelId, version) =>
      version === undefined
        ? cached(modelId, () => activeVersion(parts, modelId))
        : cached(modelVersionId(modelId, version), () => namedVersion(parts, modelId, version)),
    lifecycle: known,
    promote: (request, beforeSwitch) => promoteVersion(parts, request, beforeSwitch),
    rollBack: (request, beforeSwitch) => rollBack(parts, request, beforeSwitch),
    validate: (request) => validateVersion(parts, request),
    setAlias: (request) => setAlias(parts, request),
    history: async (modelId, query = {}) => readHistory(history, await known(modelId), query),
    remove: (request) => removeVersion(parts, request),
    newestWith: async (sha256) => {
      const where = [{ field: 'sha256', op: 'eq', value: sha256 }] as const;
      return (await models.query({ where, sort: { field: 'uploadedAt', order: 'descending' }, limit: 1 })).rows[0];
    },
    isInUse: (sha256) => isInUse(models, sha256),
    discardArtifact: async (sha256) => {
      if (!(await isInUse(models, sha256))) await blobs.delete(sha256);
    },
    collectGarbage: (options) => collectGarbage(parts, options),
    collectVersions: (options) => collectVersions(parts, options),
  };
}
