import { productText } from '@harper-edge/personalization';
import { wordsOf } from './stem.ts';

/** A text to learn from: words that belong together, the more the heavier. */
export interface WeightedDocument {
  readonly words: readonly string[];
  readonly weight: number;
}

/** The part of a product that says what it is. */
export interface DescribedProduct {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly activities: readonly string[];
}

/** `concepts.json`: lines of words that mean nearly the same, and of words that occur together. */
export interface Concepts {
  readonly synonyms: readonly string[];
  readonly topics: readonly string[];
}

/** Words that say nothing of a product. They get no vector. */
const functionWords = new Set(
  `about above after again against all alone also am an and another any anybody anything are around as at away be
  because been before behind being below between both but by can cannot could did do does doing done down each either else
  enough even ever every everybody everything for from get gets give gives go goes going good got had has have having he her
  here him his how if in into is it its itself just keep keeps kept last least less lets like made make makes making
  many may me more most much must my never no nobody none nor not nothing of off often on once one only onto or other others
  our out over own per put puts quite rather really same say says shall she should since so some somebody something
  sometimes somewhere still such take takes than that the their them then there these they thing this those though through
  to together too two under until up upon us use used uses using very want was way we well were what when where whether which
  while who whole whom whose why will with within without would yet you your`.match(/[a-z]+/g),
);

/** Whether a word gets a vector. Numbers, single letters and function words get none. */
const hasMeaning = (word: string): boolean => /^\p{L}{2,}$/u.test(word) && !functionWords.has(word);

/** All there is to learn from. What was written to teach counts more than what was written to sell. */
export function documentsOf(products: readonly DescribedProduct[], concepts: Concepts): WeightedDocument[] {
  const document = (weight: number) => (text: string) => ({ words: wordsOf(text).filter(hasMeaning), weight });
  return [
    ...products.map(productText).map(document(1)),
    ...products.map(({ name, category, activities }) => [name, category, ...activities].join(' ')).map(document(1)),
    ...concepts.topics.map(document(2)),
    ...concepts.synonyms.map(document(3)),
  ];
}
