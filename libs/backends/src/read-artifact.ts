import { readFile } from 'node:fs/promises';
import { EdgeError, type ModelArtifact, type StreamedArtifact } from '@harper-edge/contracts';
import { checkedContent } from './checked-content.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  ENOTDIR: 'there is none',
  EISDIR: 'there is a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB, which no ONNX file can be',
};

/**
 * The bytes of the artifact. A file is read whole: the checks and the runtime then see the same bytes, and the runtime has
 * no folder in which a hostile model could make it open other files.
 *
 * @throws EdgeError INVALID_MODEL when the file cannot be read; UNAVAILABLE when streamed bytes are damaged.
 */
export async function readArtifact(artifact: ModelArtifact): Promise<Uint8Array> {
  if ('bytes' in artifact) return artifact.bytes;
  if ('content' in artifact) return collect(artifact);
  try {
    return await readFile(artifact.path);
  } catch (cause) {
    const code = String((cause as { readonly code?: unknown }).code);
    throw new EdgeError(
      'INVALID_MODEL',
      `expected a model file, but ${reasons[code] ?? `it cannot be read (${code})`}`,
      {
        cause,
      },
    );
  }
}

async function collect(artifact: StreamedArtifact): Promise<Uint8Array> {
  const bytes = new Uint8Array(artifact.sizeBytes);
  let offset = 0;
  for await (const chunk of checkedContent(artifact)) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
