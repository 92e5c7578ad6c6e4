/** Puts a body together. */
export interface PieceCollector {
  add(piece: Uint8Array): void;
  /** All pieces in order, as one; not copied where there is only one. */
  join(): Uint8Array;
}

const smallBytes = 1_024;
const blockBytes = 16_384;

/** Small pieces are copied together as they come: held one by one, a million of them take a hundred times their size. */
export function createPieceCollector(): PieceCollector {
  const pieces: Uint8Array[] = [];
  let block: Uint8Array | undefined;
  let filled = 0;
  const closeBlock = (): void => {
    if (block !== undefined) pieces.push(block.subarray(0, filled));
    block = undefined;
    filled = 0;
  };
  return {
    add: (piece) => {
      // Most bodies come in one piece, and that stays as it is.
      if (piece.length >= smallBytes || (pieces.length === 0 && block === undefined)) {
        closeBlock();
        pieces.push(piece);
        return;
      }
      if (filled + piece.length > blockBytes) closeBlock();
      block ??= new Uint8Array(blockBytes);
      block.set(piece, filled);
      filled += piece.length;
    },
    join: () => {
      closeBlock();
      return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    },
  };
}
