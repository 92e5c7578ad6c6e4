import { EdgeError } from '@harper-edge/contracts';
import type { FetchedModel } from '@harper-edge/model-fetch';
import { writeTar } from '../archive/write-tar.ts';
import type { Services } from '../services.ts';
import { uploadModel, type ModelUpload } from './upload-model.ts';

/**
 * modelFetch.download → registry.storeArtifact → as an upload. One file is the artifact as it is; several are packed as an
 * upload of several files is, so that both ways give the same bytes.
 *
 * @throws EdgeError as an upload: INVALID_MODEL, CONFLICT, TOO_LARGE
 */
export async function registerFetched(
  services: Pick<Services, 'registry' | 'engine' | 'logger' | 'limits'>,
  { job, framework, metadata, files }: FetchedModel,
): Promise<{ readonly sha256: string }> {
  const { modelName, modelVersion: version, stage } = job;
  const artifact = await storeFiles(services, files);
  const upload: ModelUpload = {
    modelId: modelName,
    version,
    framework,
    stage,
    inputSchema: null,
    outputSchema: null,
    metadata,
    artifact,
  };
  const { sha256 } = await uploadModel(services, upload);
  return { sha256 };
}

async function storeFiles(
  { registry, limits: { maxModelBytes: maxBytes } }: Pick<Services, 'registry' | 'limits'>,
  files: FetchedModel['files'],
): ReturnType<Services['registry']['storeArtifact']> {
  const [first, ...more] = files;
  if (first === undefined) throw new EdgeError('INVALID_INPUT', 'expected at least one file of the model');
  if (more.length > 0) {
    const entries = files.map(({ path: name, sizeBytes, open }) => ({ name, sizeBytes, open }));
    return registry.storeArtifact(writeTar(entries), { maxBytes });
  }
  const { sha256: expectedSha256, file } = first;
  return registry.storeArtifact(await first.open(), { maxBytes, expectedSha256, ...(file !== undefined && { file }) });
}
