import { EdgeError } from '@harper-edge/contracts';

/** First bytes of the formats that are read. */
const signatures = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
] as const;

/**
 * The bytes of an image, given as they are, or as the text of a data URL or of plain base64. A text and its UTF-8 form mean
 * the same.
 *
 * @throws EdgeError INVALID_INPUT when they are neither JPEG nor PNG.
 */
export function imageBytesOf(element: string | Uint8Array, where: string): Uint8Array {
  const bytes = typeof element === 'string' || !isImage(element) ? decodeBase64(element) : element;
  if (isImage(bytes)) return bytes;
  throw new EdgeError(
    'INVALID_INPUT',
    `${where}: expected a JPEG or PNG image, as bytes or as base64 text with or without "data:image/…;base64,"`,
  );
}

function isImage(bytes: Uint8Array): boolean {
  return signatures.some((signature) => signature.every((byte, index) => bytes[index] === byte));
}

function decodeBase64(element: string | Uint8Array): Uint8Array {
  const text = typeof element === 'string' ? element : Buffer.from(element).toString('latin1');
  return Buffer.from(text.replace(/^data:[^,]*;base64,/, ''), 'base64');
}
