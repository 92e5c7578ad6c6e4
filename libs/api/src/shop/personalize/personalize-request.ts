import { EdgeError } from '@harper-edge/contracts';
import type { Tenant } from '@harper-edge/tenants';
import type { Catalogue } from './catalogues.ts';
import { givenProduct, type GivenProduct, type ListedProduct } from './listed-product.ts';

/** What a shop's site says of a visit. */
export interface UserContext {
  readonly query?: string | undefined;
  readonly activity?: string | undefined;
  readonly activityType?: string | undefined;
  readonly season?: string | undefined;
  readonly experienceLevel?: string | undefined;
  readonly location?: string | undefined;
  readonly priceRange?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
}

export interface PersonalizeRequest {
  readonly tenant: Tenant;
  readonly userId: string;
  readonly requestId: string;
  /** Ids of the catalogue, and products the caller describes; undefined: the whole catalogue. */
  readonly products?: readonly (string | GivenProduct)[] | undefined;
  readonly userContext: UserContext;
  /** Default: all products given, 20 of a catalogue. */
  readonly limit?: number | undefined;
  /** In [0, 1]. Default 0. */
  readonly diversity?: number | undefined;
  /** Default false. */
  readonly explain?: boolean | undefined;
  /** How long a shopper waits for a model. Default 2,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * The products to rank, in the order they came.
 *
 * @throws EdgeError INVALID_INPUT for an id given twice; NOT_FOUND naming ids that the catalogue does not have
 */
export function productsOf(
  products: readonly (string | GivenProduct)[],
  { byId }: Pick<Catalogue, 'byId'>,
): readonly ListedProduct[] {
  const seen = new Set<string>();
  const unknown: string[] = [];
  const listed: ListedProduct[] = [];
  for (const product of products) {
    const id = typeof product === 'string' ? product : product.id;
    if (seen.has(id)) {
      throw new EdgeError('INVALID_INPUT', `products: expected each id once, received "${id}" twice`);
    }
    seen.add(id);
    const found = typeof product === 'string' ? byId.get(id) : givenProduct(product);
    if (found === undefined) unknown.push(id);
    else listed.push(found);
  }
  if (unknown.length === 0) return listed;
  const named = unknown.slice(0, 10).map((id) => `"${id}"`);
  throw new EdgeError(
    'NOT_FOUND',
    `products: the catalogue has no ${named.join(', ')}${unknown.length > 10 ? ` and ${unknown.length - 10} more` : ''}; ` +
      'add them to it, or send each as an object with id, name and description',
  );
}
