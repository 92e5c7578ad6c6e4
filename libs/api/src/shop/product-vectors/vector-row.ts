import { createHash } from 'node:crypto';
import type { ModelVersion } from '@harper-edge/contracts';
import type { ProductVector } from '@harper-edge/personalization';

/** A product's text with what names it in a matrix. */
export interface VectorSource {
  readonly productId: string;
  /** Empty: it has no vector. */
  readonly text: string;
  readonly textHash: string;
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export const hashText = (text: string): string => hashOf(text).toString('base64url');

/**
 * Names everything about a model that decides its vectors: the version, the artifact's digest and how it is run. 16 hexadecimal
 * characters, so that a row's id stays within 300.
 */
export function modelKey(model: ModelVersion): string {
  const { id, framework, sha256, metadata } = model;
  const key =
    keys.get(model) ??
    hashOf(JSON.stringify([id, framework, sha256, metadata]))
      .toString('hex')
      .slice(0, 16);
  keys.set(model, key);
  return key;
}

/** The registry gives the same object for as long as nothing changes. */
const keys = new WeakMap<ModelVersion, string>();

export interface VectorOwner {
  readonly tenantId: string;
  /** Of the model. */
  readonly key: string;
}

export const matrixName = ({ tenantId, key }: VectorOwner): string => `${tenantId}/${key}`;

export const vectorRowId = (owner: VectorOwner, productId: string): string => `${matrixName(owner)}/${productId}`;

export function vectorRow(
  owner: VectorOwner,
  { productId, textHash }: VectorSource,
  { vector, nowMs }: { readonly vector: ArrayLike<number>; readonly nowMs: number },
): ProductVector {
  return {
    id: vectorRowId(owner, productId),
    tenantId: owner.tenantId,
    matrix: matrixName(owner),
    productId,
    textHash,
    // Little-endian, as the hosts are.
    vector: Buffer.from(Float32Array.from(vector).buffer).toString('base64'),
    updatedAt: nowMs,
  };
}

/** Undefined of what is no vector of floats. */
export function readVector({ vector }: Pick<ProductVector, 'vector'>): Float32Array | undefined {
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'));
  return bytes.length === 0 || bytes.length % 4 !== 0 ? undefined : new Float32Array(bytes.buffer);
}
