import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { EdgeError } from '@harper-edge/contracts';
import type { ApiRequest } from './exchange.ts';
import { streamBody } from './read-body.ts';

export interface Multipart<File> {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, File>>;
}

export interface MultipartOptions<File> {
  readonly maxBytes: number;
  /** Consumes one file while it arrives. */
  readonly onFile: (name: string, content: AsyncIterable<Uint8Array>) => Promise<File>;
}

const maxFieldBytes = 1 << 20;

/**
 * Reads `multipart/form-data`, streaming files through `onFile` in whatever order the parts come.
 *
 * @throws EdgeError UNSUPPORTED_MEDIA_TYPE on another content type; INVALID_INPUT on a body that breaks off, a part given
 *   twice or too many parts; TOO_LARGE; and what `onFile` throws.
 */
export async function readMultipart<File>(
  request: ApiRequest,
  options: MultipartOptions<File>,
): Promise<Multipart<File>> {
  const { maxBytes, onFile } = options;
  const parser = createParser(request.headers.get('content-type') ?? '');
  const fields = new Map<string, string>();
  const files = new Map<string, Promise<File>>();
  const streams: Readable[] = [];
  const abort = new AbortController();
  const fail = (error: unknown): void => {
    abort.abort(error);
  };
  const once = (name: string, seen: ReadonlyMap<string, unknown>): boolean => {
    if (!seen.has(name)) return true;
    fail(new EdgeError('INVALID_INPUT', `multipart: expected part "${name.slice(0, 80)}" once, received it twice`));
    return false;
  };

  parser.on(
    'field',
    (name: string, value: string, ...[, valueTruncated]: readonly [boolean, boolean, ...unknown[]]) => {
      if (valueTruncated)
        fail(new EdgeError('TOO_LARGE', `multipart: field "${name.slice(0, 80)}" is over ${maxFieldBytes} bytes`));
      if (once(name, fields)) fields.set(name, value);
    },
  );
  parser.on('file', (name, content) => {
    streams.push(content);
    // A stream whose failure nobody listens to would end the process.
    content.on('error', () => undefined);
    if (!once(name, files)) return;
    const file = onFile(name, content);
    files.set(name, file);
    file.catch(fail);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => {
      fail(new EdgeError('INVALID_INPUT', 'multipart: expected at most 16 fields and 4 files'));
    });
  }
  try {
    await pipeline(Readable.from(streamBody(request, maxBytes)), parser, { signal: abort.signal });
    return { fields: Object.fromEntries(fields), files: await settled(files) };
  } catch (error) {
    const cause: unknown = abort.signal.aborted ? abort.signal.reason : error;
    // A file whose body broke off must fail, not wait for ever.
    for (const stream of streams) stream.destroy(new Error('the multipart body broke off', { cause }));
    await Promise.allSettled(files.values());
    throw asEdgeError(cause);
  }
}

function createParser(contentType: string): BusboyInstance {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new EdgeError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Type: expected multipart/form-data with a boundary, received "${contentType.slice(0, 80)}"`,
    );
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: maxFieldBytes, fields: 16, files: 4, parts: 24 },
    });
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'Content-Type: expected a multipart boundary', { cause: error });
  }
}

async function settled<File>(files: ReadonlyMap<string, Promise<File>>): Promise<Record<string, File>> {
  const entries = [...files].map(async ([name, file]) => [name, await file] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function asEdgeError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'EdgeError') return error;
  return new EdgeError(
    'INVALID_INPUT',
    `multipart: expected a whole body with a closing boundary (${error.message.slice(0, 100)})`,
    { cause: error },
  );
}
