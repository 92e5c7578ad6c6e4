import type { Services } from '../../services.ts';
import type { Catalogue } from './catalogues.ts';
import type { History } from './histories.ts';
import type { ListedProduct } from './listed-product.ts';
import { productsOf, type PersonalizeRequest } from './personalize-request.ts';
import type { Popularity } from './popularities.ts';

/** All that a ranking is made of. */
export interface Shelf {
  readonly catalogue: Catalogue;
  /** Most popular first, of equal ones by id: where scores are equal, this order holds. */
  readonly products: readonly ListedProduct[];
  readonly popularity: Popularity;
  readonly history: History;
  readonly limit: number;
}

/** Of one request; of a larger catalogue the most popular ones are ranked. */
export const maxRankedProducts = 10_000;

const defaultCatalogueLimit = 20;

/** @throws EdgeError as `productsOf`; UNAVAILABLE when the catalogue cannot be read */
export async function stockShelf(
  { shop }: Services,
  { tenant, products, limit }: PersonalizeRequest,
  history: History,
): Promise<Shelf> {
  const { catalogues, popularities } = shop.personalize;
  const [catalogue, popularity] = await Promise.all([catalogues.of(tenant), popularities.of(tenant.id)]);
  const common = { catalogue, popularity, history };
  if (products === undefined) {
    const all = popularity.sortCatalogue(catalogue).slice(0, maxRankedProducts);
    return { ...common, products: all, limit: limit ?? defaultCatalogueLimit };
  }
  const given = popularity.sort(productsOf(products, catalogue), catalogue);
  return { ...common, products: given, limit: limit ?? given.length };
}
