import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUnigramTokenizer } from './unigram-tokenizer.ts';

const pieces: readonly (readonly [string, number])[] = [
  ['\ufffd', 0],
  ['<s>', 0],
  ['\u2581', -2],
  ['a', -3],
  ['b', -3],
  ['ab', -4],
  ['\u2581a', -4],
  ['abab', -9],
  ['\u{1f600}', -5],
  ['fi', -3.5],
];
const { encode, decode } = createUnigramTokenizer(pieces, 2);

/** The best sum over all splits, by trying each. */
function bestScore(text: string, from = 0): number {
  if (from === text.length) return 0;
  return Math.max(
    ...pieces
      .slice(2)
      .filter(([piece]) => text.startsWith(piece, from))
      .map(([piece, score]) => score + bestScore(text, from + piece.length)),
    -Infinity,
  );
}

describe('unigram tokenizer', () => {
  it.each<readonly [string, readonly number[], string]>([
    ['ab', [2, 5], '-2 -4 > -4 -3 (piece by piece)'],
    ['abab', [2, 5, 5], '-2 -4 -4 > -2 -9'],
    ['a b', [6, 2, 4], 'spaces become U+2581'],
    ['a  b', [6, 2, 2, 4], 'each of them'],
    ['', [0], 'at least one id'],
    ['xyz', [2, 0], 'neighbouring unknown characters are one'],
    ['xaxx', [2, 0, 3, 0], 'but not across known ones'],
    ['\u{1f600}', [2, 8], 'a character outside the basic plane'],
    ['\u{1f601}a', [2, 0, 3], 'an unknown one is not cut in two'],
    ['\ufb01', [2, 9], 'NFKC writes the ligature as fi'],
    ['<s>', [2, 0], 'reserved pieces stand for no text'],
  ])('%j is %j: %s', (text, ids) => {
    expect(encode(text)).toEqual(ids);
  });

  it('finds the best of all splits', () => {
    const known = fc
      .array(fc.constantFrom('a', 'b', ' ', 'fi'), { minLength: 1, maxLength: 9 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(known, (text) => {
        const ids = encode(text);
        const score = ids.reduce((sum, id) => sum + (pieces[id]?.[1] ?? NaN), 0);
        expect(score).toBeCloseTo(bestScore(`\u2581${text.replaceAll(' ', '\u2581')}`), 9);
        expect(decode(ids)).toBe(text);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('ends on any text, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encode(text).length).toBeGreaterThan(0);
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(encode('ab'.repeat(50_000))).toHaveLength(50_001);
  });

  it('decodes ids it knows only', () => {
    expect(decode([6, 2, 4])).toBe('a b');
    for (const id of [-1, 10, 0.5]) expect(() => decode([id])).toThrow(/token ids from 0 to 9/);
  });
});
