import { hashText } from './word-chain.ts';

/**
 * A vector of the text's words: each adds or takes 1 at two places that its hash names, so that texts with words in common are
 * near each other. The first place counts the text itself, so that no vector is zero. Not of length 1: see `normalize`.
 */
export function embedText(text: string, length: number): number[] {
  const vector = new Array<number>(length).fill(0);
  vector[0] = 0.5;
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (const salt of ['a', 'b']) {
      const hash = hashText(salt + word);
      const index = hash % length;
      vector[index] = (vector[index] ?? 0) + (hash & 0x10000 ? 1 : -1);
    }
  }
  return vector;
}

/** The vector at length 1, in single precision as the server computes. */
export function normalize(vector: readonly number[]): number[] {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => Math.fround(value / Math.max(norm, 1e-12)));
}
