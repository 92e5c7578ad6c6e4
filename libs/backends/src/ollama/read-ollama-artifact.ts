import { readFile } from 'node:fs/promises';
import { EdgeError, type ModelArtifact } from '@harper-edge/contracts';

/** @throws EdgeError INVALID_MODEL when the file cannot be read. */
export async function readOllamaArtifact(artifact: ModelArtifact): Promise<Uint8Array> {
  if ('bytes' in artifact) return artifact.bytes;
  try {
    return await readFile(artifact.path);
  } catch (cause) {
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
