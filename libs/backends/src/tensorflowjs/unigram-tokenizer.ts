import { EdgeError } from '@harper-edge/contracts';

/** Stands for a space, and before the first word. */
const separator = '\u2581';
/** How much less an unknown character scores than the least likely piece, as in sentencepiece. */
const unknownPenalty = 10;
const unknownId = 0;

export interface UnigramTokenizer {
  /** At least one id: the text without characters is one unknown piece. */
  readonly encode: (text: string) => readonly number[];
  /** @throws EdgeError INVALID_INPUT on an id that is no piece */
  readonly decode: (ids: readonly number[]) => string;
}

/**
 * Splits a text into the pieces of a vocabulary whose scores (logarithms of probabilities) add up to the most: the unigram
 * method of sentencepiece, by the Viterbi algorithm. The text is put into the form NFKC first; ids are positions in
 * `pieces`. Of splits that score the same the one with the longer last piece is taken. Neighbouring unknown characters are
 * one piece. Cost: the text's length times that of the longest piece.
 * Source: Kudo, "Subword Regularization", 2018, section 3.2; sentencepiece, unigram_model.cc.
 *
 * @param reserved so many first pieces stand for no text
 */
export function createUnigramTokenizer(
  pieces: readonly (readonly [string, number])[],
  reserved: number,
): UnigramTokenizer {
  const ids = new Map(pieces.slice(reserved).map(([piece], index) => [piece, index + reserved]));
  const longest = pieces.slice(reserved).reduce((most, [piece]) => Math.max(most, piece.length), 1);
  const lowest = pieces.slice(reserved).reduce((least, [, score]) => Math.min(least, score), 0);
  const scoreOf = (id: number): number => pieces[id]?.[1] ?? 0;

  /** For each position the last piece on the best way to it: its id and where it starts. */
  const bestWays = (
    text: string,
  ): readonly { readonly id: number; readonly start: number; readonly score: number }[] => {
    const best = [{ id: unknownId, start: 0, score: 0 }];
    const offer = (end: number, way: { id: number; start: number; score: number }): void => {
      const other = best[end];
      if (other === undefined || way.score > other.score) best[end] = way;
    };
    for (let start = 0; start < text.length; start++) {
      const from = best[start];
      // Nothing ends between the two halves of a surrogate pair.
      if (from === undefined) continue;
      const characterEnd = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      for (let end = start + 1; end <= Math.min(text.length, start + longest); end++) {
        const id = ids.get(text.slice(start, end));
        if (id !== undefined) offer(end, { id, start, score: from.score + scoreOf(id) });
      }
      if (!ids.has(text.slice(start, characterEnd))) {
        offer(characterEnd, { id: unknownId, start, score: from.score + lowest - unknownPenalty });
      }
    }
    return best;
  };

  return {
    encode: (text) => {
      const normal = text.normalize('NFKC');
      if (normal === '') return [unknownId];
      const whole = separator + normal.replaceAll(' ', separator);
      const ways = bestWays(whole);
      const found: number[] = [];
      for (let end = whole.length; end > 0; end = ways[end]?.start ?? 0) {
        const id = ways[end]?.id ?? unknownId;
        if (id !== unknownId || found.at(-1) !== unknownId) found.push(id);
      }
      return found.reverse();
    },
    decode: (given) => {
      const texts = given.map((id) => {
        const piece = pieces[id];
        if (piece !== undefined) return piece[0];
        throw new EdgeError('INVALID_INPUT', `expected token ids from 0 to ${pieces.length - 1}, received ${id}`);
      });
      return texts.join('').replaceAll(separator, ' ').replace(/^ /, '');
    },
  };
}
