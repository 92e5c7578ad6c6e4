import { EdgeError } from '@harper-edge/contracts';

export interface IncomingArtifacts {
  /** Makes room for an artifact that will come in pieces. */
  open(id: number, sizeBytes: number): void;
  /** The next piece, in order. */
  add(id: number, piece: Uint8Array): void;
  /** The whole artifact, which is then forgotten here. @throws EdgeError INTERNAL when pieces are missing */
  take(id: number): Uint8Array;
}

/** Puts artifacts together from their pieces, in memory that is taken once. */
export function createIncomingArtifacts(): IncomingArtifacts {
  const incoming = new Map<number, { readonly bytes: Uint8Array; filled: number }>();
  const find = (id: number) => {
    const found = incoming.get(id);
    if (found === undefined) throw new EdgeError('INTERNAL', `no artifact ${id} is on its way to this worker`);
    return found;
  };
  return {
    open: (id, sizeBytes) => {
      incoming.set(id, { bytes: Buffer.allocUnsafeSlow(sizeBytes), filled: 0 });
    },
    add: (id, piece) => {
      const artifact = find(id);
      artifact.bytes.set(piece, artifact.filled);
      artifact.filled += piece.length;
    },
    take: (id) => {
      const { bytes } = find(id);
      incoming.delete(id);
      return bytes;
    },
  };
}
