/** Words of a text as the tokenizer of the model cuts them: lower case, without accents, at all but letters and digits. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * What the forms of an English word have in common: "hike", "hikes", "hiked" and "hiking" are "hik", "bodies" is "bodi".
 * Endings of inflection only (as Porter, "An algorithm for suffix stripping", Program 14 (1980), takes them off first), so
 * that a "runner" stays apart from "run".
 */
export function stemOf(word: string): string {
  const singular = /(?:ss|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.replace(/(?<=..[^su])s$/, '');
  const bare = singular.replace(/(?<=[aeiouy].*)(?:ing|ed)$/, '');
  const stem = bare.length < 3 ? singular : bare === singular ? bare : bare.replace(/([bdfgmnprt])\1$/, '$1');
  return stem.replace(/(?<=..)(?:y|ie)$/, 'i').replace(/(?<=...)e$/, '');
}
