import { pipeline, Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { createGunzip, createInflate } from 'node:zlib';
import { EdgeError } from '@harper-edge/contracts';

const decompressors = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate } as const;

/**
 * The body as it comes, decompressed, failing as soon as it grows beyond `maxBytes` on the wire or decompressed.
 *
 * @throws EdgeError TOO_LARGE; UNSUPPORTED_MEDIA_TYPE on a coding other than gzip and deflate; INVALID_INPUT when the coding is broken.
 */
export function streamBody(request: Request, maxBytes: number): AsyncIterable<Uint8Array> {
  const declaredBytes = Number(request.headers.get('content-length') ?? 0);
  if (declaredBytes > maxBytes) throw tooLarge(maxBytes, declaredBytes);
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const body =
    request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>);
  if (coding === 'identity' || coding === '') return limited(body, maxBytes);
  if (!Object.hasOwn(decompressors, coding)) {
    throw new EdgeError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Encoding: expected gzip, deflate or none, received "${coding.slice(0, 40)}"`,
    );
  }
  // The callback is empty because a failure also destroys the decompressor, whose reader then sees it.
  const decompressed = pipeline(body, decompressors[coding as keyof typeof decompressors](), () => undefined);
  return limited(decompressed, maxBytes);
}

/** The whole body. @throws EdgeError as `streamBody` */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamBody(request, maxBytes)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    const isBroken = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    if (isBroken) throw new EdgeError('INVALID_INPUT', 'body: expected valid compressed data', { cause: error });
    throw error;
  }
}

const tooLarge = (maxBytes: number, receivedBytes?: number): EdgeError =>
  new EdgeError(
    'TOO_LARGE',
    `body: expected at most ${maxBytes} bytes, received ${receivedBytes ?? 'more'}; models of any size go as multipart to POST /model/upload`,
    { maxBytes },
  );
