import type { Rng } from '@harper-edge/contracts';
import { randomHex } from './random-hex.ts';

/** A key as its holder sends it: `hea_<keyId>_<secret>`. The id is no secret, and says which row to look at. */
export interface KeyText {
  readonly keyId: string;
  readonly secret: string;
}

/** A key id of 96 and a secret of 256 random bits. */
export const newKeyId = (rng: Rng): string => randomHex(rng, 12);
export const newSecret = (rng: Rng): string => randomHex(rng, 32);

export const formatKey = ({ keyId, secret }: KeyText): string => `hea_${keyId}_${secret}`;

/** `undefined` for what is no such key. */
export function parseKey(text: string): KeyText | undefined {
  const [, keyId, secret] = /^hea_([0-9a-f]{24})_([0-9a-f]{64})$/.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

/** Whether somebody means this to be a key of a tenant, right or wrong. */
export const looksLikeKey = (text: string): boolean => /^hea_[0-9a-f]{24}_/.test(text);

/** Whether such a key stands anywhere in it. */
export const containsKey = (text: string): boolean => /hea_[0-9a-f]{24}_/.test(text);

export async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Takes as long wherever they differ; both have the length of a digest. */
export function isSameDigest(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
