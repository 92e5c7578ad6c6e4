/** The words of a text without case, accents and the plural of English, so that "Tents" and "tent" are one. */
export const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
      .map(singular),
  );

function singular(word: string): string {
  if (word.length < 4 || word.endsWith('ss')) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Which share of the words of a phrase are among others; 0 for a phrase without words. */
export function overlap(phrase: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const found = [...phrase].filter((word) => others.has(word)).length;
  return phrase.size === 0 ? 0 : found / phrase.size;
}
