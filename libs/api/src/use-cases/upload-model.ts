import {
  isEdgeError,
  type BlobInfo,
  type Framework,
  type Json,
  type ModelMetadata,
  type ModelVersion,
  type Stage,
} from '@harper-edge/contracts';
import { parseWith } from '../http/parse-with.ts';
import { modelMetadata as declaredMetadata } from '../model-metadata.ts';
import type { Services } from '../services.ts';

export interface ModelUpload {
  readonly modelId: string;
  readonly version: string;
  readonly framework: Framework;
  readonly stage: Stage;
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  readonly metadata: { readonly [key: string]: Json };
  /** Stored, but named by no version yet. */
  readonly artifact: BlobInfo;
  /** The version it was made from. Default: the one that answers now. */
  readonly parentVersion?: string | undefined;
  readonly by?: string | undefined;
}

/**
 * engine.metadata (loads and warms the model) → registry.register. Only a model that loads becomes visible; the bytes of
 * one that does not are deleted.
 *
 * @throws EdgeError INVALID_INPUT naming the member of the metadata that is wrong; else as these two
 */
export async function uploadModel(
  { engine, registry, logger }: Pick<Services, 'engine' | 'registry' | 'logger'>,
  upload: ModelUpload,
): Promise<ModelVersion> {
  // As they were sent, they are kept: this only checks them.
  parseWith(declaredMetadata, upload.metadata, 'metadata');
  const { sha256, sizeBytes } = upload.artifact;
  let modelMetadata: ModelMetadata;
  try {
    modelMetadata = await engine.metadata({
      framework: upload.framework,
      sha256,
      sizeBytes,
      metadata: upload.metadata,
    });
  } catch (error) {
    if (isEdgeError(error, 'INVALID_MODEL')) await registry.discardArtifact(sha256);
    throw error;
  }
  const model = await registry.register({ ...upload, modelMetadata });
  logger.info('model registered', { modelId: model.modelId, version: model.version, sha256 });
  return model;
}
