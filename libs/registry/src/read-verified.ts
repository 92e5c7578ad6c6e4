import { EdgeError, type BlobInfo, type BlobStore } from '@harper-edge/contracts';

/** @throws EdgeError UNAVAILABLE when the blob is gone or is not what its name says. */
export async function readVerified(
  blobs: BlobStore,
  { sha256, sizeBytes }: Pick<BlobInfo, 'sha256' | 'sizeBytes'>,
): Promise<Uint8Array> {
  const content = await blobs.get(sha256);
  if (content === undefined) throw artifactDamaged(sha256, 'is not in the blob store');
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for await (const chunk of content) {
    if (offset + chunk.length > sizeBytes) throw artifactDamaged(sha256, `has more than ${sizeBytes} bytes`);
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  if (offset !== sizeBytes) throw artifactDamaged(sha256, `has ${offset} of ${sizeBytes} bytes`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual !== sha256) throw artifactDamaged(sha256, `has SHA-256 ${actual}`);
  return bytes;
}

export const artifactDamaged = (sha256: string, what: string): EdgeError =>
  new EdgeError('UNAVAILABLE', `artifact ${sha256} ${what}; upload the version again`, { sha256 });
