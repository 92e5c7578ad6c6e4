import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '@harper-edge/stats';
import { diversify } from './diversify.ts';

const placesOf = (chosen: readonly { readonly index: number }[]): readonly number[] => chosen.map(({ index }) => index);

describe('maximal marginal relevance', () => {
  // Two alike that score best, and a third one.
  const scores = [0.9, 0.85, 0.5];
  const likeness = (a: number, b: number): number => (a !== 2 && b !== 2 ? 1 : 0.1);

  // By hand: after 0, at diversity d, place 1 has (1 - d) 0.85 - d and place 2 (1 - d) 0.5 - 0.1 d: equal at d = 0.28.
  it.each([
    [0, [0, 1, 2]],
    [0.27, [0, 1, 2]],
    [0.29, [0, 2, 1]],
    [1, [0, 2, 1]],
  ])('at diversity %d gives %j', (diversity, places) => {
    expect(placesOf(diversify(scores, { limit: 3, diversity, likeness }))).toEqual(places);
  });

  it('is the order of the scores at diversity 0, and keeps everything whatever the diversity', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(40),
        (given, diversity, limit) => {
          const alike = (a: number, b: number): number => 1 / (1 + Math.abs(a - b));
          expect(diversify(given, { limit, diversity: 0, likeness: alike })).toEqual(topK(given, limit));
          const all = diversify(given, { limit: given.length, diversity, likeness: alike });
          expect([...placesOf(all)].sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
          expect(diversify(given, { limit, diversity, likeness: alike })).toEqual(all.slice(0, limit));
        },
      ),
      { seed: 2 },
    );
  });

  it('fills a hundred places from the best five hundred, the rest by score', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => 1 - i / 2_000);
    let asked = 0;
    const chosen = diversify(many, {
      limit: 2_000,
      diversity: 1,
      likeness: (a, b) => {
        asked++;
        return a % 2 === b % 2 ? 1 : 0;
      },
    });
    expect(asked).toBeLessThanOrEqual(100 * 500);
    expect(placesOf(chosen).slice(0, 2)).toEqual([0, 1]);
    expect(new Set(placesOf(chosen)).size).toBe(2_000);
    expect(
      placesOf(chosen)
        .slice(0, 100)
        .every((place) => place < 500),
    ).toBe(true);
    const rest = placesOf(chosen).slice(100);
    expect(rest).toEqual([...rest].sort((a, b) => a - b));
  });
});
