import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { EdgeError } from '@harper-edge/contracts';
import type { ApiRequest } from './exchange.ts';
import { streamBody } from './read-body.ts';

export interface Multipart<File> {
  readonly fields: Readonly<Record<string, string>>;
  /** In the order of their parts; several may have the same name. */
  readonly files: readonly FilePart<File>[];
}

export interface FilePart<File> {
  /** Of the part. */
  readonly name: string;
  /** As the caller sent it, folders included; without one the name of the part. */
  readonly fileName: string;
  /** What `onFile` made of it. */
  readonly content: File;
}

export interface MultipartOptions<File> {
  readonly maxBytes: number;
  /** Consumes one file while it arrives. */
  readonly onFile: (content: AsyncIterable<Uint8Array>) => Promise<File>;
}

const maxFieldBytes = 1 << 20;
const maxFields = 16;
const maxFiles = 64;

/**
 * Reads `multipart/form-data`, streaming files through `onFile` in whatever order the parts come.
 *
 * @throws EdgeError UNSUPPORTED_MEDIA_TYPE on another content type; INVALID_INPUT on a body that breaks off, a field
 *   given twice or too many parts; TOO_LARGE; and what `onFile` throws.
 */
export async function readMultipart<File>(
  request: ApiRequest,
  options: MultipartOptions<File>,
): Promise<Multipart<File>> {
  const { maxBytes, onFile } = options;
  const parser = createParser(request.headers.get('content-type') ?? '');
  const fields = new Map<string, string>();
  const files: Promise<FilePart<File>>[] = [];
  const streams: Readable[] = [];
  const abort = new AbortController();
  const fail = (error: unknown): void => {
    abort.abort(error);
  };

  parser.on(
    'field',
    (name: string, value: string, ...[, valueTruncated]: readonly [boolean, boolean, ...unknown[]]) => {
      if (valueTruncated)
        fail(new EdgeError('TOO_LARGE', `multipart: field "${name.slice(0, 80)}" is over ${maxFieldBytes} bytes`));
      if (fields.has(name))
        fail(new EdgeError('INVALID_INPUT', `multipart: expected part "${name.slice(0, 80)}" once, received it twice`));
      fields.set(name, value);
    },
  );
  parser.on('file', (name, content, fileName?: string) => {
    streams.push(content);
    // A stream whose failure nobody listens to would end the process.
    content.on('error', () => undefined);
    const file = onFile(content).then((made) => ({ name, fileName: fileName || name, content: made }));
    files.push(file);
    file.catch(fail);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => {
      fail(new EdgeError('INVALID_INPUT', `multipart: expected at most ${maxFields} fields and ${maxFiles} files`));
    });
  }
  try {
    await pipeline(Readable.from(streamBody(request, maxBytes)), parser, { signal: abort.signal });
    return { fields: Object.fromEntries(fields), files: await Promise.all(files) };
  } catch (error) {
    const cause: unknown = abort.signal.aborted ? abort.signal.reason : error;
    // A file whose body broke off must fail, not wait for ever.
    for (const stream of streams) stream.destroy(new Error('the multipart body broke off', { cause }));
    await Promise.allSettled(files);
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
      // Names of files are checked where they count.
      preservePath: true,
      limits: { fieldSize: maxFieldBytes, fields: maxFields, files: maxFiles, parts: maxFields + maxFiles + 8 },
    });
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'Content-Type: expected a multipart boundary', { cause: error });
  }
}

function asEdgeError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'EdgeError') return error;
  return new EdgeError(
    'INVALID_INPUT',
    `multipart: expected a whole body with a closing boundary (${error.message.slice(0, 100)})`,
    { cause: error },
  );
}
