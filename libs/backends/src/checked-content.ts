import { createHash } from 'node:crypto';
import { EdgeError, type StreamedArtifact } from '@harper-edge/contracts';

/**
 * The bytes of the artifact as they come. What has passed is only good once the iteration has ended without a failure.
 *
 * @throws EdgeError UNAVAILABLE when they are not those of its SHA-256
 */
export async function* checkedContent({ content, sha256, sizeBytes }: StreamedArtifact): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let passedBytes = 0;
  for await (const chunk of content) {
    passedBytes += chunk.length;
    if (passedBytes > sizeBytes) throw damaged(sha256, `has more than ${sizeBytes} bytes`);
    hash.update(chunk);
    yield chunk;
  }
  if (passedBytes !== sizeBytes) throw damaged(sha256, `has ${passedBytes} of ${sizeBytes} bytes`);
  const actual = hash.digest('hex');
  if (actual !== sha256) throw damaged(sha256, `has SHA-256 ${actual}`);
}

const damaged = (sha256: string, what: string): EdgeError =>
  new EdgeError('UNAVAILABLE', `artifact ${sha256} ${what}; upload the version again`, { sha256 });
