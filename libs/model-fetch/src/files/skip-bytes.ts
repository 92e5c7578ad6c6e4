import { EdgeError } from '@harper-edge/contracts';

/** The content without its first bytes. @throws EdgeError INVALID_INPUT, while it is read, when it has fewer */
export async function* skipBytes(content: AsyncIterable<Uint8Array>, offsetBytes: number): AsyncGenerator<Uint8Array> {
  let leftBytes = offsetBytes;
  for await (const chunk of content) {
    if (leftBytes === 0) yield chunk;
    else if (chunk.length > leftBytes) yield chunk.subarray(leftBytes);
    leftBytes = Math.max(0, leftBytes - chunk.length);
  }
  if (leftBytes > 0) throw offsetBeyondEnd(offsetBytes);
}

export const offsetBeyondEnd = (offsetBytes: number): EdgeError =>
  new EdgeError('INVALID_INPUT', `offsetBytes: expected at most the file's length, received ${offsetBytes}`);

/** @throws EdgeError INVALID_INPUT */
export function checkOffset(offsetBytes: number): number {
  if (Number.isSafeInteger(offsetBytes) && offsetBytes >= 0) return offsetBytes;
  throw new EdgeError('INVALID_INPUT', `offsetBytes: expected a whole number from 0, received ${offsetBytes}`);
}
