import type { Rng } from '../ports/rng.ts';

/** The same numbers for the same seed, for tests: Weyl sequence with the 32-bit finaliser of MurmurHash3, 32 random bits. */
export function createSeededRng(seed: number): Rng {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
    },
  };
}
