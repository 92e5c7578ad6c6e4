import { createPieceCollector } from '../../http/piece-collector.ts';

export interface ReadStart {
  readonly bytes: Uint8Array;
  /** What follows; `undefined` when `bytes` are all. */
  readonly rest: AsyncIterable<Uint8Array> | undefined;
}

/** The whole of a stream, or a little more than `maxBytes` of it. */
export async function readUpTo(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReadStart> {
  const pieces = stream[Symbol.asyncIterator]();
  const collector = createPieceCollector();
  let sizeBytes = 0;
  while (sizeBytes <= maxBytes) {
    const piece = await pieces.next();
    if (piece.done === true) return { bytes: collector.join(), rest: undefined };
    sizeBytes += piece.value.length;
    collector.add(piece.value);
  }
  return { bytes: collector.join(), rest: { [Symbol.asyncIterator]: () => pieces } };
}
