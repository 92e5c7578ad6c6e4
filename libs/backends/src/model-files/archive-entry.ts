import { EdgeError } from '@harper-edge/contracts';

/** One file, folder or link of an archive, before its content is read. */
export interface ArchiveEntry {
  /** As it stands in the archive. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'special';
  /** As the archive states it, uncompressed; `read` gives exactly as many bytes, or fails. */
  readonly sizeBytes: number;
  /** @throws EdgeError INVALID_MODEL when the content is damaged */
  readonly read: () => Uint8Array;
}

export function damaged(format: string, reason: string, cause?: unknown): EdgeError {
  return new EdgeError('INVALID_MODEL', `the ${format} archive is damaged: ${reason}; pack and upload it again`, {
    cause,
  });
}

/** UTF-8 where the bytes are, one character a byte where they are not: the tools that wrote other encodings do not say which. */
export function readName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
