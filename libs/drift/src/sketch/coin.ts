/** 0 or 1 with equal probability, the same for the same seed and number: a finaliser of MurmurHash3 over both. */
export function coin(seed: number, index: number): 0 | 1 {
  const high = Math.floor(seed / 4_294_967_296);
  return (mix(mix(mix(seed | 0) ^ high) + Math.imul(index, 0x9e3779b9)) & 1) as 0 | 1;
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
