/** Which words follow which; the first of them starts an answer that nothing leads to. */
const followers: Readonly<Record<string, readonly string[]>> = {
  the: ['sky', 'sea', 'river', 'mountain', 'light'],
  sky: ['is', 'turns', 'above'],
  sea: ['is', 'keeps', 'below'],
  river: ['runs', 'carries', 'below'],
  mountain: ['keeps', 'above', 'is'],
  light: ['turns', 'runs', 'is'],
  is: ['blue', 'wide', 'quiet'],
  turns: ['blue', 'quiet', 'over'],
  keeps: ['the', 'quiet'],
  runs: ['over', 'below'],
  carries: ['the', 'light'],
  above: ['the', 'is'],
  below: ['the', 'is'],
  over: ['the', 'and'],
  blue: ['and', 'over', '.'],
  wide: ['and', '.'],
  quiet: ['and', '.'],
  and: ['the', 'quiet', 'wide'],
};

/**
 * Tokens of a text that goes on from `prompt`: words with the space before them, and a full stop at the end. The same prompt and
 * seed give the same text, which has at most 40 tokens.
 *
 * @example continueText('Why is the sky', 0).join('') // for example 'The sky turns quiet and the sea is blue.'
 */
export function continueText(prompt: string, seed: number): string[] {
  let state = hashText(`${seed}\n${prompt}`);
  const draw = (choices: readonly string[]): string => {
    state = step(state);
    return choices[state % choices.length] ?? '.';
  };
  let word = draw(Object.keys(followers));
  const tokens = [word.charAt(0).toUpperCase() + word.slice(1)];
  while (tokens.length < 39) {
    word = draw(followers[word] ?? ['.']);
    if (word === '.') break;
    tokens.push(` ${word}`);
  }
  return [...tokens, '.'];
}

/** Tokens of a text as this server counts them: its words. */
export function countTokens(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** One step of xorshift, 32 bits; its low bits are used, so they are mixed. */
function step(state: number): number {
  let next = state === 0 ? 0x9e3779b9 : state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next >>> 0;
}
