import type { ClassProbability } from './read-classes.ts';
import { overlap, wordsOf } from './words.ts';

export interface MatchableProduct {
  readonly productId: string;
  readonly name: string;
  readonly category: string;
  readonly activities: readonly string[];
}

/** How near a phrase of a label is to the name of a category, in [0, 1]. */
export type Nearness = (phrase: string, category: string) => number;

export interface Matched {
  /** 0 to 1: the label's probability times how well its words fit. */
  readonly score: number;
  /** Of the picture, by which it was found. */
  readonly label: string;
}

export interface Matches {
  readonly categories: readonly (Matched & { readonly category: string })[];
  readonly products: readonly (Matched & Pick<MatchableProduct, 'productId' | 'name' | 'category'>)[];
}

/**
 * What of a catalogue the labels of a picture speak of, best first, of equal ones in the order of their names and ids;
 * without what nothing speaks of.
 *
 * A label may be several phrases with commas between them, as ImageNet's are; the one that fits best counts. A phrase fits a
 * product by the share of its words that are in the product's name, category and activities, or by `nearness` to its
 * category where that is more. A score is the probability of the label times the fit, the best of all labels. A category
 * scores as its name does, or as its products do on average where that is more.
 */
export function matchLabels(
  labels: readonly ClassProbability[],
  products: readonly MatchableProduct[],
  nearness: Nearness = () => 0,
): Matches {
  const phrases = labels.flatMap(({ label, probability }) =>
    phrasesOf(label).map((phrase) => ({ label, probability, phrase, words: wordsOf(phrase) })),
  );
  const bestMatch = (words: ReadonlySet<string>, category: string): Matched => {
    let best: Matched = { score: 0, label: '' };
    for (const { label, probability, phrase, words: wanted } of phrases) {
      const score = probability * Math.max(overlap(wanted, words), nearness(phrase, category));
      if (score > best.score) best = { score, label };
    }
    return best;
  };
  const matched = products.map(({ productId, name, category, activities }) => ({
    productId,
    name,
    category,
    ...bestMatch(wordsOf([name, category, ...activities].join(' ')), category),
  }));
  const names = [...new Set(matched.map(({ category }) => category))];
  const byCategory = new Map(names.map((name): [string, typeof matched] => [name, []]));
  for (const product of matched) byCategory.get(product.category)?.push(product);
  const categories = [...byCategory].map(([category, members]) => {
    const own = bestMatch(wordsOf(category), category);
    const mean = members.reduce((sum, { score }) => sum + score, 0) / members.length;
    const top = members.reduce((best, member) => (member.score > best.score ? member : best));
    return { category, ...(own.score >= mean ? own : { score: mean, label: top.label }) };
  });
  return {
    categories: ranked(categories, ({ category }) => category),
    products: ranked(matched, ({ productId }) => productId),
  };
}

export const phrasesOf = (label: string): readonly string[] =>
  label
    .split(',')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');

const ranked = <T extends Matched>(all: readonly T[], nameOf: (one: T) => string): readonly T[] =>
  all.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || (nameOf(a) < nameOf(b) ? -1 : 1));
