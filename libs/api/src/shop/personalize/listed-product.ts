import { productText, type Candidate } from '@harper-edge/personalization';
import type { Product } from '@harper-edge/tenants';
import { hashText, type VectorSource } from '../product-vectors/vector-row.ts';

/** A product that is ranked, of the catalogue or of the caller. */
export interface ListedProduct extends Candidate, VectorSource {
  /** Its JSON without the closing brace, to be continued with its score. */
  readonly json: string;
}

/** A product as callers bring it; what else it has is answered as it came. */
export interface GivenProduct {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly category?: string | undefined;
  readonly activities?: readonly string[] | undefined;
  readonly seasons?: readonly string[] | undefined;
  readonly experienceLevels?: readonly string[] | undefined;
  readonly price?: number | undefined;
}

/** What a product cost the shop is nobody's business. */
export function listedProduct(product: Product): ListedProduct {
  const { productId: id, name, description, category, activities, seasons, experienceLevels, price } = product;
  const shown = { id, name, description, category, activities, seasons, experienceLevels, price };
  return { ...candidateOf(shown), ...textOf(shown), json: JSON.stringify(shown).slice(0, -1) };
}

export function givenProduct(product: GivenProduct): ListedProduct {
  const { personalizedScore: _, explanation: __, ...shown } = product as GivenProduct & Record<string, unknown>;
  return { ...candidateOf(product), ...textOf(product), json: JSON.stringify(shown).slice(0, -1) };
}

const candidateOf = ({ id, category, seasons, experienceLevels, price }: GivenProduct): Candidate => ({
  productId: id,
  category: category ?? '',
  seasons: seasons ?? [],
  experienceLevels: experienceLevels ?? [],
  price: price ?? null,
});

function textOf(product: GivenProduct): Pick<VectorSource, 'text' | 'textHash'> {
  const text = productText(product);
  return { text, textHash: hashText(text) };
}
