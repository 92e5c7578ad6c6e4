/**
 * A number in [0, 1) that depends on a row's id only: FNV-1a of its text, then the finaliser of MurmurHash3. The same
 * row falls into the same part of a split wherever and whenever it is made.
 */
export function rowHash(id: string | number): number {
  const text = String(id);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
