import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, Wishes } from './candidate.ts';
import { rankProducts } from './rank-products.ts';

const nowMs = 1_700_000_000_000;
const dayMs = 86_400_000;
const product = (productId: string, rest: Partial<Candidate> = {}): Candidate => ({
  productId,
  category: '',
  seasons: [],
  experienceLevels: [],
  price: null,
  ...rest,
});
const scoreOf = (candidate: Candidate, wishes: Omit<Wishes, 'nowMs'>, cosine = 0): number =>
  rankProducts([candidate], { cosines: [cosine], wishes: { nowMs, ...wishes } })[0]?.score ?? NaN;

describe('a score', () => {
  // By hand from 0.8 similarity, season 0.08, level 0.06, price 0.06, divided by the weights that are asked for.
  it.each<[string, Partial<Candidate>, Omit<Wishes, 'nowMs'>, number, number]>([
    ['the cosine alone', {}, {}, 1, 1],
    ['a right angle', {}, {}, 0, 0.5],
    ['the opposite', {}, {}, -1, 0],
    ['no text', {}, {}, NaN, 0.5],
    ['its season', { seasons: ['winter', 'spring'] }, { season: 'spring' }, 0, (0.4 + 0.08) / 0.88],
    ['another season', { seasons: ['winter'] }, { season: 'spring' }, 0, 0.4 / 0.88],
    ['all year', {}, { season: 'spring' }, 0, (0.4 + 0.06) / 0.88],
    ['its level', { experienceLevels: ['advanced', 'expert'] }, { experienceLevel: 'advanced' }, 0, 0.46 / 0.86],
    ['one level off', { experienceLevels: ['beginner', 'expert'] }, { experienceLevel: 'advanced' }, 0, 0.44 / 0.86],
    ['the farthest level', { experienceLevels: ['beginner'] }, { experienceLevel: 'expert' }, 0, 0.4 / 0.86],
    ['everybody', {}, { experienceLevel: 'expert' }, 0, 0.445 / 0.86],
    ['levels nobody knows', { experienceLevels: ['pro'] }, { experienceLevel: 'expert' }, 0, 0.445 / 0.86],
    ['a level nobody knows is not asked for', {}, { experienceLevel: 'pro' }, 0, 0.5],
    ['within the band', { price: 50 }, { prices: { low: 20, high: 50, source: 'context' } }, 0, 0.46 / 0.86],
    ['twice the band', { price: 100 }, { prices: { low: 20, high: 50, source: 'context' } }, 0, 0.43 / 0.86],
    ['a quarter of the band', { price: 5 }, { prices: { low: 20, high: Infinity, source: 'context' } }, 0, 0.415 / 0.86],
    ['no price', {}, { prices: { low: 0, high: 50, source: 'history' } }, 0, 0.43 / 0.86],
    ['all wishes met', { seasons: ['summer'], experienceLevels: ['beginner'], price: 9 }, { season: 'summer', experienceLevel: 'beginner', prices: { low: 0, high: 9, source: 'context' } }, 1, 1],
    ['just bought', {}, { boughtAt: new Map([['a', nowMs]]) }, 1, 0],
    ['bought 90 days ago', {}, { boughtAt: new Map([['a', nowMs - 90 * dayMs]]) }, 1, 0.5],
    ['another one bought', {}, { boughtAt: new Map([['b', nowMs]]) }, 1, 1],
  ])('of %s', (_name, rest, wishes, cosine, score) => {
    expect(scoreOf(product('a', rest), wishes, cosine)).toBeCloseTo(score, 12);
  }); // prettier-ignore
});

const seasons = ['spring', 'summer', 'autumn', 'winter'];
const levels = ['beginner', 'intermediate', 'advanced', 'expert'];
const candidate = fc.record({
  category: fc.constantFrom('', 'tents', 'shoes'),
  seasons: fc.subarray(seasons),
  experienceLevels: fc.subarray(levels),
  price: fc.option(fc.double({ min: 0.01, max: 1e6, noNaN: true })),
  cosine: fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(NaN)),
});
const wished = fc.record({
  season: fc.option(fc.constantFrom(...seasons), { nil: undefined }),
  experienceLevel: fc.option(fc.constantFrom(...levels), { nil: undefined }),
  prices: fc.option(fc.constant({ low: 10, high: 100, source: 'context' } as const), { nil: undefined }),
  days: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
});
type Case = ReturnType<(typeof candidate)['generate']>['value'];
const setOf = (cases: readonly Case[]) => ({
  products: cases.map(({ cosine: _, ...rest }, i) => product(`p${i}`, rest)),
  cosines: cases.map(({ cosine }) => cosine),
});
const wishesOf = ({ days, ...rest }: ReturnType<(typeof wished)['generate']>['value']): Wishes => ({
  ...rest,
  nowMs,
  boughtAt: new Map(days === undefined ? [] : [['p0', nowMs - days * dayMs]]),
});

describe('the order', () => {
  const cases = fc.array(candidate, { minLength: 1, maxLength: 25 });

  it('has scores in [0, 1] that never rise, and parts that add up to them', () => {
    fc.assert(
      fc.property(cases, wished, (given, wanted) => {
        const { products, cosines } = setOf(given);
        const ranked = rankProducts(products, { cosines, wishes: wishesOf(wanted), explain: true });
        expect(ranked).toHaveLength(products.length);
        for (const [i, { score, parts = [] }] of ranked.entries()) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(Math.min(1, ranked[i - 1]?.score ?? 1));
          expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 9);
        }
      }),
      { seed: 3 },
    );
  });

  it('does not move a score by more than the weight of what is asked', () => {
    const bounds = { season: 0.08, experienceLevel: 0.06, price: 0.06 };
    fc.assert(
      fc.property(cases, wished, (given, wanted) => {
        const { products, cosines } = setOf(given);
        const wishes = { ...wishesOf(wanted), boughtAt: new Map<string, number>() };
        const asked =
          (wishes.season === undefined ? 0 : bounds.season) +
          (wishes.experienceLevel === undefined ? 0 : bounds.experienceLevel) +
          (wishes.prices === undefined ? 0 : bounds.price);
        for (const { index, score, parts = [] } of rankProducts(products, { cosines, wishes, explain: true })) {
          const cosine = cosines[index] ?? NaN;
          const plain = Number.isNaN(cosine) ? 0.5 : (1 + cosine) / 2;
          expect(Math.abs(score - plain)).toBeLessThanOrEqual(asked / (0.8 + asked) + 1e-12);
          for (const { name, value } of parts) {
            expect(value).toBeGreaterThanOrEqual(0);
            if (name !== 'similarity') expect(value).toBeLessThanOrEqual(bounds[name as keyof typeof bounds] / 0.8);
          }
        }
      }),
      { seed: 4 },
    );
  });

  it('is the same however the products come, where no scores are equal', () => {
    fc.assert(
      fc.property(cases, wished, fc.integer(), (given, wanted, salt) => {
        const { products, cosines } = setOf(given);
        const wishes = wishesOf(wanted);
        const order = products.map((_, i) => i).sort((a, b) => ((a * 7 + salt) % 11) - ((b * 7 + salt) % 11) || a - b);
        const idsBy = (places: readonly number[]): readonly string[] => {
          const some = places.map((place) => products[place] as Candidate);
          const ranked = rankProducts(some, { cosines: places.map((place) => cosines[place] ?? NaN), wishes });
          return ranked.map(({ index, score }) => `${score.toPrecision(12)} ${some[index]?.productId ?? ''}`);
        };
        const [straight, shuffled] = [idsBy(products.map((_, i) => i)), idsBy(order)];
        expect([...shuffled].sort()).toEqual([...straight].sort());
        const scores = straight.map((line) => line.split(' ')[0]);
        if (new Set(scores).size === scores.length) expect(shuffled).toEqual(straight);
      }),
      { seed: 5 },
    );
  });

  it('keeps the order of the products where scores are equal, and stops at the limit', () => {
    const products = ['c', 'a', 'b'].map((id) => product(id));
    const ranked = rankProducts(products, { cosines: [0.5, 0.5, 0.5], wishes: { nowMs }, limit: 2 });
    expect(ranked.map(({ index }) => index)).toEqual([0, 1]);
    expect(rankProducts([], { cosines: [], wishes: { nowMs } })).toEqual([]);
  });

  it('with diversity spreads categories and texts, and leaves the scores as they are', () => {
    const products = [product('a', { category: 'tents' }), product('b', { category: 'tents' }), product('c', { category: 'shoes' })];
    const rank = (diversity: number) =>
      rankProducts(products, { cosines: [0.9, 0.8, 0.7], wishes: { nowMs }, diversity, cosineOf: () => 0 });
    expect(rank(0).map(({ index }) => index)).toEqual([0, 1, 2]);
    // By hand: likeness 0.75 within tents, 0.25 across; scores 0.9 and 0.85: equal at diversity 1 / 11.
    expect(rank(0.09).map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(rank(0.1).map(({ index, score }) => [index, score])).toEqual([[0, 0.95], [2, 0.85], [1, 0.9]]);
  }); // prettier-ignore

  it.each([
    [{ cosines: [] }, 'a cosine for each'],
    [{ cosines: [0], diversity: 1.1 }, 'diversity in [0, 1]'],
    [{ cosines: [0], diversity: NaN }, 'diversity in [0, 1]'],
  ])('refuses %j', (options, message) => {
    expect(() => rankProducts([product('a')], { wishes: { nowMs }, ...options })).toThrow(message);
  });
});
