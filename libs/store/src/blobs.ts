import { createHash } from 'node:crypto';
import { EdgeError, type PutBlobOptions } from '@harper-edge/contracts';

/** @throws EdgeError INVALID_INPUT unless 64 lower-case hexadecimal digits. */
export function checkSha256(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new EdgeError('INVALID_INPUT', 'sha256: expected 64 lower-case hexadecimal digits');
  }
  return sha256;
}

/** What is known of content once all of it has passed. */
export interface Digest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Content that is hashed and measured while it passes: iterate `content`, then ask for the `digest`.
 * The iteration fails with TOO_LARGE above `maxBytes`; `digest` fails with INVALID_INPUT on other content than expected.
 */
export function digesting(
  source: AsyncIterable<Uint8Array>,
  { maxBytes = Infinity, expectedSha256 }: PutBlobOptions,
): { readonly content: AsyncIterable<Uint8Array>; digest(): Digest } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) {
        throw new EdgeError('TOO_LARGE', `expected at most ${maxBytes} bytes, received more`, { maxBytes });
      }
      hash.update(chunk);
      yield chunk;
    }
  }
  return {
    content: pass(),
    digest: () => {
      const sha256 = hash.digest('hex');
      if (expectedSha256 !== undefined && expectedSha256 !== sha256) {
        throw new EdgeError('INVALID_INPUT', `expected content with SHA-256 ${expectedSha256}, received ${sha256}`);
      }
      return { sha256, sizeBytes };
    },
  };
}
