import type { TextTokenizer, TokenSequence } from './text-tokenizer.ts';

/**
 * The tokens of a text, at most `maxTokens`: a text that is too long loses its end, never the special tokens around it.
 * Of a pair only the first text is shortened, as long as the second leaves room for it.
 */
export function encodeWithin(
  tokenizer: TextTokenizer,
  maxTokens: number,
  { text, pair }: { readonly text: string; readonly pair?: string },
): TokenSequence {
  const whole = tokenizer.encode(text, pair === undefined ? {} : { pair });
  const excess = whole.ids.length - maxTokens;
  if (excess <= 0) return whole;
  const content = tokenizer.encode(text, { specialTokens: false }).ids;
  const cutEnd = indexOfSequence(whole.ids, content) + content.length;
  // Where the text cannot be found among the special tokens, or the second text alone is too long, the end goes.
  if (cutEnd < content.length || excess > content.length) {
    return { ids: whole.ids.slice(0, maxTokens), typeIds: whole.typeIds.slice(0, maxTokens) };
  }
  const without = (values: readonly number[]): number[] => [
    ...values.slice(0, cutEnd - excess),
    ...values.slice(cutEnd),
  ];
  return { ids: without(whole.ids), typeIds: without(whole.typeIds) };
}

/** Where `part` begins in `whole`; -1 where it does not. Special tokens in front are few, so the first tries suffice. */
function indexOfSequence(whole: readonly number[], part: readonly number[]): number {
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (part.every((id, index) => whole[start + index] === id)) return start;
  }
  return -1;
}
