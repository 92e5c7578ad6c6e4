import type { ProductMapping, Tenant } from '@harper-edge/tenants';
import { isLosslessNumber, parse, stringify } from 'lossless-json';
import type { Services } from '../../services.ts';
import { personalize } from '../personalize/personalize.ts';
import { maxRankedProducts } from '../personalize/shelf.ts';
import { resolvePointer } from './resolve-pointer.ts';
import type { GivenProduct } from '../personalize/listed-product.ts';

export interface ListRequest {
  readonly tenant: Tenant;
  readonly mapping: ProductMapping;
  readonly userId: string;
  readonly requestId: string;
}

/**
 * The JSON with its list of products in the order that suits the shopper, each with its `personalizedScore`; every number as
 * it was written. `undefined` where there is no such list, a product has no id of its own, or the order would not be a personal one.
 */
export async function personalizeList(
  services: Services,
  json: string,
  { tenant, mapping, userId, requestId }: ListRequest,
): Promise<string | undefined> {
  const document = parseLossless(json);
  const list = resolvePointer(document, mapping.path);
  if (!Array.isArray(list) || list.length === 0 || list.length > maxRankedProducts) return undefined;
  const products = list.map((product: unknown) => givenProduct(product, mapping));
  if (!products.every((product) => product !== undefined)) return undefined;
  const byId = new Map(products.map(({ id }, i) => [id, list[i] as object]));
  if (byId.size < list.length) return undefined;
  const { text } = await personalize(services, { tenant, userId, requestId, products, userContext: {} });
  const ranked = JSON.parse(text) as Ranked;
  if (!ranked.personalized) return undefined;
  const ordered = ranked.products.map(({ id, personalizedScore }) => ({ ...byId.get(id), personalizedScore }));
  list.splice(0, list.length, ...ordered);
  return stringify(document);
}

interface Ranked {
  readonly personalized: boolean;
  readonly products: readonly { readonly id: string; readonly personalizedScore: number }[];
}

/** `undefined` also for JSON that says a member twice: which of them counts is not for us to decide. */
function parseLossless(json: string): unknown {
  try {
    return parse(json);
  } catch {
    return undefined;
  }
}

function givenProduct(
  product: unknown,
  { idField, nameField, descriptionField }: ProductMapping,
): GivenProduct | undefined {
  if (typeof product !== 'object' || product === null) return undefined;
  const textOf = (field: string): string | undefined => {
    const value = Object.hasOwn(product, field) ? (product as Readonly<Record<string, unknown>>)[field] : undefined;
    return typeof value === 'string' || isLosslessNumber(value) ? String(value) : undefined;
  };
  const id = textOf(idField);
  return id === undefined ? undefined : { id, name: textOf(nameField), description: textOf(descriptionField) };
}
