import { readFile, stat } from 'node:fs/promises';
import { EdgeError, isEdgeError, type ModelArtifact } from '@harper-edge/contracts';
import { readArtifact } from '../read-artifact.ts';
import { checkArtifactSize } from './parse-ollama-artifact.ts';

/** @throws EdgeError INVALID_MODEL when the file cannot be read, or is larger than any artifact: then it is not read. */
export async function readOllamaArtifact(artifact: ModelArtifact): Promise<Uint8Array> {
  if ('bytes' in artifact) return artifact.bytes;
  if ('content' in artifact) {
    checkArtifactSize(artifact.sizeBytes);
    return readArtifact(artifact);
  }
  try {
    checkArtifactSize((await stat(artifact.path)).size);
    return await readFile(artifact.path);
  } catch (cause) {
    if (isEdgeError(cause)) throw cause;
    const code = String((cause as { readonly code?: unknown }).code);
    throw new EdgeError(
      'INVALID_MODEL',
      `expected a file that names a model of Ollama, but it cannot be read (${code})`,
      {
        cause,
      },
    );
  }
}
