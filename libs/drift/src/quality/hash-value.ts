/** A running hash of 64 bits: two words, each mixed like a lane of MurmurHash3 with constants of its own. */
export type Hash = Uint32Array | number[];

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Adds a value to the hash at place `at`: equal values of one type, -0 and 0 among them, leave equal hashes, others
 * different ones but for a chance of 2^-64. Missing values, which are null, undefined and NaN, are alike.
 */
export function addToHash(hash: Hash, value: unknown, at = 0): void {
  if (value === null || value === undefined || Number.isNaN(value)) addWord(hash, 1, at);
  else if (typeof value === 'number') {
    // Adding 0 makes 0 of -0.
    double[0] = value + 0;
    addWord(hash, words[0] as number, at);
    addWord(hash, words[1] as number, at);
  } else {
    const isPlain = typeof value === 'string' || typeof value === 'bigint';
    const text = isPlain ? String(value) : ((JSON.stringify(value) as string | undefined) ?? typeof value);
    addWord(hash, (text.length << 3) | (typeof value).length, at);
    for (let index = 0; index < text.length; index += 1) addWord(hash, text.charCodeAt(index), at);
  }
}

export function addWord(hash: Hash, word: number, at: number): void {
  hash[at] = mixed(hash[at] as number, Math.imul(word, 0xcc9e2d51), 0x1b873593);
  hash[at + 1] = mixed(hash[at + 1] as number, Math.imul(word, 0x239b961b), 0xab0e9789);
}

function mixed(before: number, word: number, factor: number): number {
  const turned = before ^ Math.imul((word << 15) | (word >>> 17), factor);
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) >>> 0;
}

/** The finaliser of MurmurHash3: every bit of the word moves every bit of the result. */
export function finalise(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
