export interface Rng {
  /** Uniform in [0, 1), 53 random bits. */
  next(): number;
}

/** Random numbers from the platform's cryptographic source, so that ids made from them cannot be guessed. */
export function createSystemRng(): Rng {
  const pool = new Uint32Array(4_096);
  let used = pool.length;
  const word = (): number => {
    if (used === pool.length) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    return pool[used++] ?? 0;
  };
  return {
    // The upper 27 and 26 bits of two words make one 53-bit integer.
    next: () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992,
  };
}
