import { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { EdgeError } from '@harper-edge/contracts';
import type { ApiRequest } from './exchange.ts';
import { createPieceCollector } from './piece-collector.ts';

const decompressors = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate } as const;

/**
 * The body as it comes, decompressed, failing as soon as it grows beyond `maxBytes` on the wire or decompressed.
 *
 * @throws EdgeError TOO_LARGE; UNSUPPORTED_MEDIA_TYPE on a coding other than gzip and deflate; INVALID_INPUT when the coding is broken.
 */
export function streamBody(request: ApiRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  checkDeclared(request, maxBytes);
  const coding = codingOf(request);
  const body = asReadable(request.body);
  if (coding === 'identity') return limited(body, { maxBytes, source: body });
  if (!Object.hasOwn(decompressors, coding)) {
    throw new EdgeError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Encoding: expected gzip, deflate or none, received "${coding.slice(0, 40)}"`,
    );
  }
  const decompressor = decompressors[coding as keyof typeof decompressors]();
  body.once('error', (error) => decompressor.destroy(error));
  body.once('close', () => {
    if (!body.readableEnded) decompressor.destroy(leftEarly());
  });
  return limited(body.pipe(decompressor), { maxBytes, source: body });
}

const asReadable = (body: ApiRequest['body']): Readable =>
  body instanceof Readable ? body : Readable.from(body ?? []);

/**
 * Throws away what still comes: cut off while it sends, a caller could not read the answer. But not for ever. To destroy
 * the body instead would leave a connection behind that is open and answers no more.
 */
function discard(body: Readable): void {
  let sizeBytes = 0;
  body.unpipe();
  body.on('data', (chunk: Uint8Array) => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxDiscardedBytes) body.destroy();
  });
  body.resume();
}

const maxDiscardedBytes = 67_108_864;

const leftEarly = (): EdgeError => new EdgeError('INVALID_INPUT', 'body: expected all of it, but the caller left');

/** A body must have come whole by then, however slowly it drips. */
const bodyTimeoutMs = 30_000;

/** The whole body. @throws EdgeError as `streamBody`; REQUEST_TIMEOUT when it takes more than 30 s to come */
export function readBody(request: ApiRequest, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new EdgeError('REQUEST_TIMEOUT', `body: expected all of it within ${bodyTimeoutMs / 1000} s; it broke off`),
      );
    }, bodyTimeoutMs);
    void collect(request, maxBytes)
      .finally(() => {
        clearTimeout(timer);
      })
      .then(resolve, reject);
  });
}

function collect(request: ApiRequest, maxBytes: number): Promise<Uint8Array> {
  const { body } = request;
  if (!(body instanceof Readable) || codingOf(request) !== 'identity') return collectPieces(request, maxBytes);
  checkDeclared(request, maxBytes);
  return collectReadable(body, maxBytes);
}

async function collectPieces(request: ApiRequest, maxBytes: number): Promise<Uint8Array> {
  const collector = createPieceCollector();
  for await (const chunk of streamBody(request, maxBytes)) collector.add(chunk);
  return collector.join();
}

/** The events of a Node stream, which cost a third of iterating over it. */
function collectReadable(body: Readable, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const collector = createPieceCollector();
    let sizeBytes = 0;
    body.on('data', (chunk: Uint8Array) => {
      sizeBytes += chunk.length;
      collector.add(chunk);
      if (sizeBytes <= maxBytes) return;
      body.removeAllListeners('data');
      discard(body);
      reject(tooLarge(maxBytes));
    });
    body.once('end', () => {
      resolve(collector.join());
    });
    body.once('error', reject);
    body.once('close', () => {
      if (!body.readableEnded) reject(leftEarly());
    });
  });
}

const codingOf = ({ headers }: ApiRequest): string =>
  headers.get('content-encoding')?.trim().toLowerCase() || 'identity';

function checkDeclared({ headers }: ApiRequest, maxBytes: number): void {
  const declaredBytes = Number(headers.get('content-length') ?? 0);
  if (declaredBytes > maxBytes) throw tooLarge(maxBytes, declaredBytes);
}

interface LimitOptions {
  readonly maxBytes: number;
  /** What comes over the wire. */
  readonly source: Readable;
}

async function* limited(body: Readable, { maxBytes, source }: LimitOptions): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    const isBroken = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    if (isBroken) throw new EdgeError('INVALID_INPUT', 'body: expected valid compressed data', { cause: error });
    throw error;
  } finally {
    if (body !== source) body.destroy();
    if (!source.readableEnded) discard(source);
  }
}

const tooLarge = (maxBytes: number, declaredBytes?: number): EdgeError =>
  new EdgeError(
    'TOO_LARGE',
    `body: expected at most ${maxBytes} bytes, received ${declaredBytes ?? 'more'}; models of any size go as multipart to POST /model/upload`,
    { maxBytes },
  );
