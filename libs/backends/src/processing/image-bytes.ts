import { EdgeError } from '@harper-edge/contracts';

/**
 * The bytes of a picture given as they are, as base64 or as a data: URL; text may itself come as bytes.
 *
 * @throws EdgeError INVALID_INPUT naming the element when it is no JPEG, PNG or WebP. Nothing else reaches the decoder.
 */
export function imageBytes(element: string | Uint8Array, title: string): Uint8Array {
  const bytes = typeof element === 'string' || !isImage(element) ? fromText(element) : element;
  if (bytes !== undefined && isImage(bytes)) return bytes;
  throw new EdgeError(
    'INVALID_INPUT',
    `${title}: expected a JPEG, PNG or WebP image as bytes, base64 or a data: URL, received ${element.length} ${typeof element === 'string' ? 'characters' : 'bytes'} of something else`,
  );
}

const signatures: readonly (readonly [number, string])[] = [
  [0, '\xff\xd8\xff'],
  [0, '\x89PNG\r\n\x1a\n'],
  [8, 'WEBP'],
];

function isImage(bytes: Uint8Array): boolean {
  const head = latin1(bytes.subarray(0, 16));
  return signatures.some(([offset, signature]) => head.startsWith(signature, offset));
}

function fromText(element: string | Uint8Array): Buffer | undefined {
  const text = typeof element === 'string' ? element : latin1(element);
  const comma = text.startsWith('data:') ? text.indexOf(',') : -1;
  if (comma >= 0 && !text.slice(0, comma).endsWith(';base64')) return undefined;
  // Decoding skips what is no base64; whether it was any shows in what comes out.
  return Buffer.from(text.slice(comma + 1), 'base64');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
