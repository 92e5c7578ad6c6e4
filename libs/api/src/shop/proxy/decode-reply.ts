import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { EdgeError } from '@harper-edge/contracts';

type Decompress = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, decompressed: Uint8Array) => void,
) => void;

const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  br: brotliDecompress,
};

const decompress = (run: Decompress, bytes: Uint8Array, maxOutputLength: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    run(bytes, { maxOutputLength }, (error, decompressed) => {
      if (error === null) resolve(decompressed);
      else reject(error);
    });
  });

/**
 * The text of a reply; `undefined` in a coding we do not know, or when it is larger than `maxBytes`.
 *
 * @throws EdgeError BAD_GATEWAY when it is broken
 */
export async function decodeReply(bytes: Uint8Array, coding: string, maxBytes: number): Promise<string | undefined> {
  const name = coding.trim().toLowerCase();
  const run = Object.hasOwn(decompressors, name) ? decompressors[name] : undefined;
  if (run === undefined && name !== 'identity') return undefined;
  try {
    const decoded = run === undefined ? bytes : await decompress(run, bytes, maxBytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(decoded);
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw new EdgeError('BAD_GATEWAY', 'the upstream sent a reply that is damaged: its coding is broken', { cause });
  }
}
