import type { BlobInfo } from '@harper-edge/contracts';
import { writeTar } from '../archive/write-tar.ts';
import type { FilePart } from '../http/read-multipart.ts';
import type { Services } from '../services.ts';

/**
 * One artifact of several stored files: a tar archive, the same for the same files in any order. It is streamed from the
 * store and back into it. The files stay behind for the garbage collector, which knows what is still needed: two uploads
 * under way may share a file.
 *
 * @throws EdgeError INVALID_INPUT on a file name given twice or one that an archive cannot hold
 */
export async function packFiles({ registry }: Services, files: readonly FilePart<BlobInfo>[]): Promise<BlobInfo> {
  const entries = files.map(({ fileName, content: { sha256, sizeBytes } }) => ({
    name: fileName,
    sizeBytes,
    open: () => registry.streamArtifact(sha256),
  }));
  return registry.storeArtifact(writeTar(entries));
}
