import { EdgeError } from '@harper-edge/contracts';

export interface IncomingArtifacts {
  /** Makes room for an artifact that will come in pieces. */
  open(id: number, sizeBytes: number): void;
  /** The next piece, in order; dropped when its artifact was discarded. */
  add(id: number, piece: Uint8Array): void;
  discard(id: number): void;
  /** The artifact, which is then forgotten here. @throws EdgeError INTERNAL when it has not come whole */
  take(id: number): Uint8Array;
}

/** Puts artifacts together from their pieces, in memory that is taken once. */
export function createIncomingArtifacts(): IncomingArtifacts {
  const incoming = new Map<number, { readonly bytes: Uint8Array; filled: number }>();
  return {
    open: (id, sizeBytes) => {
      incoming.set(id, { bytes: Buffer.allocUnsafeSlow(sizeBytes), filled: 0 });
    },
    add: (id, piece) => {
      const artifact = incoming.get(id);
      artifact?.bytes.set(piece, artifact.filled);
      if (artifact !== undefined) artifact.filled += piece.length;
    },
    discard: (id) => {
      incoming.delete(id);
    },
    take: (id) => {
      const artifact = incoming.get(id);
      incoming.delete(id);
      if (artifact?.bytes.length === artifact?.filled && artifact !== undefined) return artifact.bytes;
      throw new EdgeError('INTERNAL', `artifact ${id} has not come whole to this worker`);
    },
  };
}
