/** Pseudo-random numbers that the seed determines entirely, the same on every platform. Not for secrets. */
export interface RandomGenerator {
  /** Uniform in [0, 1), 53 random bits. */
  next(): number;
  /** A whole number in [0, bound), each equally likely. `bound` is a whole number from 1 to 2^32. */
  nextInteger(bound: number): number;
}

/**
 * A seeded generator: xoshiro128++ of Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47
 * (2021), with period 2^128 - 1. Its four words are filled from the seed by splitmix32 (a Weyl sequence with the
 * finaliser of MurmurHash3), so neighbouring seeds give unrelated sequences. O(1) a number, about 5 ns.
 *
 * @param seed a whole number in [0, 2^53); two seeds that differ give different sequences
 * @throws RangeError for another seed, or for a bound outside [1, 2^32]
 * @example createRandomGenerator(1).nextInteger(6) + 1 // a die
 */
export function createRandomGenerator(seed: number): RandomGenerator {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`A seed is a whole number in [0, 2^53), got ${seed}.`);
  }
  const nextWord = xoshiro128(seedWords(seed));
  return {
    // 27 and 26 upper bits of two words make one 53-bit integer.
    next: () => ((nextWord() >>> 5) * 67_108_864 + (nextWord() >>> 6)) / 9_007_199_254_740_992,
    nextInteger: (bound) => {
      if (!Number.isInteger(bound) || bound < 1 || bound > 4_294_967_296) {
        throw new RangeError(`A bound is a whole number in [1, 2^32], got ${bound}.`);
      }
      return bound <= 2_097_152 ? scaledWord(nextWord, bound) : remainder(nextWord, bound);
    },
  };
}

/**
 * floor(word * bound / 2^32), drawn again for the few words that would favour some numbers (Lemire, "Fast Random Integer
 * Generation in an Interval", ACM TOMACS 29 (2019)). The product is exact for bounds up to 2^21.
 */
function scaledWord(nextWord: () => number, bound: number): number {
  for (;;) {
    const product = nextWord() * bound;
    const scaled = Math.floor(product / 4_294_967_296);
    const rest = product - scaled * 4_294_967_296;
    if (rest >= bound || rest >= 4_294_967_296 % bound) return scaled;
  }
}

/** word modulo bound, drawn again from the incomplete last round of the bound. */
function remainder(nextWord: () => number, bound: number): number {
  const limit = 4_294_967_296 - (4_294_967_296 % bound);
  let word = nextWord();
  while (word >= limit) word = nextWord();
  return word % bound;
}

/** Words of 32 bits from a state of four words, not all zero: xoshiro128++. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const sum = (a + d) | 0;
    const word = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return word;
  };
}

function seedWords(seed: number): [number, number, number, number] {
  let weyl = seed >>> 0;
  const high = Math.floor(seed / 4_294_967_296);
  const nextWord = (): number => {
    weyl = (weyl + 0x9e3779b9) | 0;
    let mixed = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
  const [first, second, third, fourth] = [nextWord(), nextWord(), nextWord(), nextWord()];
  // Of the first four outputs of one Weyl sequence at most one is zero; the upper half of the seed enters as it is.
  return [first, second, third, fourth ^ high];
}
