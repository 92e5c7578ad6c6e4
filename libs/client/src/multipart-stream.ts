/** A file to send. `File` is one; in Node `{ name, size, stream: () => createReadStream(path) }`. */
export interface UploadFile {
  /** As the host is to know it; folders are separated by "/". */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface UploadProgress {
  /** Of the files, handed to the connection so far. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export interface MultipartOptions {
  readonly boundary: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly UploadFile[];
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/**
 * `multipart/form-data` as a stream that reads each file only as fast as it is sent (RFC 7578). A file that has not the size
 * it claims fails the stream, so that nothing cut short is uploaded.
 */
export function multipartStream(options: MultipartOptions): ReadableStream<Uint8Array> {
  const pieces = multipartPieces(options);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* multipartPieces(options: MultipartOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { boundary, fields, files, onProgress } = options;
  const encoder = new TextEncoder();
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let sentBytes = 0;
  for (const [name, value] of Object.entries(fields))
    yield encoder.encode(`--${boundary}\r\ncontent-disposition: form-data; name="${escape(name)}"\r\n\r\n${value}\r\n`);
  for (const file of files) {
    const disposition = `form-data; name="file"; filename="${escape(file.name)}"`;
    const head = `content-disposition: ${disposition}\r\ncontent-type: application/octet-stream`;
    yield encoder.encode(`--${boundary}\r\n${head}\r\n\r\n`);
    let read = 0;
    for await (const piece of readStream(file.stream())) {
      yield piece;
      read += piece.byteLength;
      sentBytes += piece.byteLength;
      onProgress?.({ sentBytes, totalBytes });
    }
    if (read !== file.size) throw new RangeError(`${file.name}: expected ${file.size} bytes, read ${read}`);
    yield encoder.encode('\r\n');
  }
  yield encoder.encode(`--${boundary}--\r\n`);
}

/** Not every browser can iterate over a stream. */
async function* readStream(
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!('getReader' in stream)) {
    yield* stream;
    return;
  }
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** As browsers write names (WHATWG HTML, multipart/form-data encoding). */
const escape = (name: string): string => name.replaceAll(/[\r\n"]/g, (character) => encodeURIComponent(character));
