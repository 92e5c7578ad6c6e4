import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchLabels } from './match-labels.ts';
import { overlap, wordsOf } from './words.ts';

describe('words', () => {
  it.each([
    ['Tents, boots & Glasses', ['tent', 'boot', 'glass']],
    ['Trail-running shoes (2024)', ['trail', 'running', 'shoe', '2024']],
    ['Réchaud für Bäche', ['rechaud', 'fur', 'bache']],
    ['boxes watches brushes batteries compass', ['box', 'watch', 'brush', 'battery', 'compass']],
    ['gas', ['gas']],
    ['…', []],
  ])('%s', (text, expected) => {
    expect([...wordsOf(text)]).toEqual(expected);
  });

  it('overlap by the share of the words of the phrase', () => {
    expect(overlap(wordsOf('mountain tent'), wordsOf('Two-person tents'))).toBe(0.5);
    expect(overlap(wordsOf(''), wordsOf('tent'))).toBe(0);
  });
});

const product = (productId: string, name: string, category: string) => ({ productId, name, category, activities: [] });
const shop = [
  product('t1', 'Summit Tent', 'shelter'),
  product('t2', 'Valley Tent', 'shelter'),
  product('b1', 'Haul 40', 'backpacks'),
  product('s1', 'Ridge Shoes', 'footwear'),
];

describe('what labels say of a catalogue', () => {
  // By hand: "mountain tent" shares one of two words with each tent, so 0.8 × 1/2 = 0.4; both products of "shelter" do.
  // "backpack", a phrase of one word, is in the category of b1: 0.1 × 1. Nothing speaks of shoes.
  it('is found by their words', () => {
    const labels = [
      { label: 'mountain tent', probability: 0.8 },
      { label: 'backpack, back pack, rucksack', probability: 0.1 },
    ];
    expect(matchLabels(labels, shop)).toEqual({
      categories: [
        { category: 'shelter', score: 0.4, label: 'mountain tent' },
        { category: 'backpacks', score: 0.1, label: 'backpack, back pack, rucksack' },
      ],
      products: [
        { productId: 't1', name: 'Summit Tent', category: 'shelter', score: 0.4, label: 'mountain tent' },
        { productId: 't2', name: 'Valley Tent', category: 'shelter', score: 0.4, label: 'mountain tent' },
        {
          productId: 'b1',
          name: 'Haul 40',
          category: 'backpacks',
          score: 0.1,
          label: 'backpack, back pack, rucksack',
        },
      ],
    });
  });

  it('is found by nearness to a category where the words say less', () => {
    const nearness = (phrase: string, category: string) => (phrase === 'trainer' && category === 'footwear' ? 0.6 : 0);
    const { categories, products } = matchLabels([{ label: 'trainer', probability: 0.5 }], shop, nearness);
    expect(categories).toEqual([{ category: 'footwear', score: 0.3, label: 'trainer' }]);
    expect(products.map(({ productId, score }) => [productId, score])).toEqual([['s1', 0.3]]);
  });

  it('is nothing without labels or products', () => {
    expect(matchLabels([], shop)).toEqual({ categories: [], products: [] });
    expect(matchLabels([{ label: 'tent', probability: 1 }], [])).toEqual({ categories: [], products: [] });
  });

  it('is ranked, and never scores above the probability of its label', () => {
    const text = fc.constantFrom('tent', 'mountain tents', 'blue boots', 'boot', 'stove, cooker', '');
    const labels = fc.array(fc.record({ label: text, probability: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 5,
    });
    const products = fc.uniqueArray(fc.tuple(fc.nat(50), text, text), { selector: ([id]) => id, maxLength: 20 });
    fc.assert(
      fc.property(labels, products, (given, catalogue) => {
        const made = catalogue.map(([id, name, category]) => product(String(id), name, category));
        const matched = matchLabels(given, made);
        for (const all of [matched.categories, matched.products]) {
          for (const [i, { score, label }] of all.entries()) {
            expect(score).toBeGreaterThan(0);
            expect(score).toBeLessThanOrEqual(
              Math.max(...given.filter((one) => one.label === label).map(({ probability }) => probability)) + 1e-12,
            );
            expect(score).toBeLessThanOrEqual(all[i - 1]?.score ?? 1);
          }
        }
      }),
      { seed: 3 },
    );
  });
});
