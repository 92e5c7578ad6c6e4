import { topK } from '@harper-edge/stats';
import type { Adjustment } from './adjustment.ts';
import { adjustments } from './adjustments/index.ts';
import type { Candidate, Wishes } from './candidate.ts';
import { diversify, type Likeness } from './diversify.ts';

export interface RankOptions {
  /**
   * The cosine of each product with the direction of the shopper, in the order of the products; NaN of one without a text,
   * which counts as a right angle.
   */
  readonly cosines: ArrayLike<number>;
  readonly wishes: Wishes;
  /** How many are wanted; default all. */
  readonly limit?: number | undefined;
  /** In [0, 1]; default 0, the order of the scores alone. */
  readonly diversity?: number | undefined;
  /** The cosine of two products, by their places; needed for diversity. */
  readonly cosineOf?: Likeness | undefined;
  /** Whether each score comes with its parts. Default false. */
  readonly explain?: boolean | undefined;
}

export interface RankedProduct {
  /** Place in the products that were given. */
  readonly index: number;
  /** In [0, 1]. */
  readonly score: number;
  /** With `explain`: their values add up to the score. */
  readonly parts?: readonly ScorePart[];
}

export interface ScorePart {
  readonly name: string;
  /** What it adds to the score; negative for a product that was just bought. */
  readonly value: number;
  readonly why: string;
}

const similarityWeight = 0.8;
const recoveryMs = 90 * 86_400_000;

/**
 * The products that suit a shopper best, best first; of equal scores the one that is earlier in `products` first.
 *
 *     score = (0.8 · (1 + cosine) / 2 + Σ weight · fit) / (0.8 + Σ weight) · (1 − 2^(−d / 90))
 *
 * over the adjustments that the wishes ask for: season 0.08, experience level 0.06, price 0.06. So a score is in [0, 1] and
 * grows with the cosine; one adjustment alone moves it by at most 0.08 / 0.88 or 0.06 / 0.86, all three by at most 0.2. The
 * last factor is of products that this shopper bought, d days ago: 0 at once, one half after 90 days.
 *
 * With `diversity` the order is that of `diversify`, and the scores stay what they are.
 *
 * @throws RangeError unless there is a cosine for each product, and diversity is in [0, 1]
 */
export function rankProducts(products: readonly Candidate[], options: RankOptions): readonly RankedProduct[] {
  const { cosines, wishes, limit = products.length, diversity = 0, cosineOf, explain = false } = options;
  if (cosines.length !== products.length) {
    throw new RangeError(`expected a cosine for each of ${products.length} products, got ${cosines.length}`);
  }
  if (!(diversity >= 0 && diversity <= 1)) throw new RangeError(`expected a diversity in [0, 1], got ${diversity}`);
  const formula = formulaOf(wishes);
  const scores = new Float64Array(products.length);
  for (let i = 0; i < scores.length; i++) scores[i] = scoreOf(products[i] as Candidate, cosines[i] as number, formula);
  const best =
    diversity === 0 || cosineOf === undefined
      ? topK(scores, Math.min(limit, scores.length))
      : diversify(scores, { limit, diversity, likeness: likenessOf(products, cosineOf) });
  if (!explain) return best;
  return best.map(({ index, score }) => ({
    index,
    score,
    parts: partsOf(products[index] as Candidate, cosines[index] as number, formula),
  }));
}

interface Formula {
  readonly wishes: Wishes;
  readonly asked: readonly { readonly name: string; readonly adjustment: Adjustment }[];
  /** Of the similarity and all adjustments asked. */
  readonly weight: number;
}

function formulaOf(wishes: Wishes): Formula {
  const asked = Object.entries<Adjustment>(adjustments)
    .filter(([, { isAsked }]) => isAsked(wishes))
    .map(([name, adjustment]) => ({ name, adjustment }));
  return { wishes, asked, weight: asked.reduce((sum, { adjustment }) => sum + adjustment.weight, similarityWeight) };
}

const similarityOf = (cosine: number): number => (Number.isNaN(cosine) ? 0.5 : (1 + cosine) / 2);

function scoreOf(product: Candidate, cosine: number, { wishes, asked, weight }: Formula): number {
  let sum = similarityWeight * similarityOf(cosine);
  for (const { adjustment } of asked) sum += adjustment.weight * adjustment.fit(product, wishes);
  return Math.min(1, sum / weight) * freshnessOf(product, wishes);
}

/** 1 of what this shopper has not bought. */
function freshnessOf({ productId }: Candidate, { boughtAt, nowMs }: Wishes): number {
  if (boughtAt === undefined || boughtAt.size === 0) return 1;
  const atMs = boughtAt.get(productId);
  return atMs === undefined ? 1 : 1 - 2 ** (-Math.max(0, nowMs - atMs) / recoveryMs);
}

function partsOf(product: Candidate, cosine: number, formula: Formula): readonly ScorePart[] {
  const { wishes, asked, weight } = formula;
  const parts: ScorePart[] = [
    {
      name: 'similarity',
      value: (similarityWeight * similarityOf(cosine)) / weight,
      why: Number.isNaN(cosine)
        ? 'it has no text to compare; counted as a right angle'
        : `the cosine of its text with what the shopper looks for is ${cosine.toFixed(3)}`,
    },
    ...asked.map(({ name, adjustment: { weight: own, fit, why } }) => ({
      name,
      value: (own * fit(product, wishes)) / weight,
      why: why(product, wishes),
    })),
  ];
  const freshness = freshnessOf(product, wishes);
  if (freshness === 1) return parts;
  const days = Math.max(0, (wishes.nowMs - (wishes.boughtAt?.get(product.productId) ?? 0)) / 86_400_000);
  const value = (freshness - 1) * parts.reduce((sum, part) => sum + part.value, 0);
  return [...parts, { name: 'boughtBefore', value, why: `the shopper bought it ${Math.floor(days)} days ago` }];
}

/** In [0, 1]: of two products with the same category half the likeness is the category's, else all is the text's. */
const likenessOf =
  (products: readonly Candidate[], cosineOf: Likeness): Likeness =>
  (a, b) => {
    const texts = (1 + cosineOf(a, b)) / 2;
    const [own, other] = [products[a]?.category, products[b]?.category];
    if (own === undefined || own === '' || other === '') return texts;
    return own === other ? (1 + texts) / 2 : texts / 2;
  };
