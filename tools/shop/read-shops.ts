import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductFields } from '@harper-edge/tenants';
import type { TrueDemand } from './price-history.ts';

export interface ExampleShop {
  readonly tenantId: (typeof exampleShops)[number];
  /** The body of `PUT /tenants/:tenant`. */
  readonly settings: { readonly name: string };
  readonly products: readonly ProductFields[];
  /** By product; none where nothing is known of earlier prices. */
  readonly elasticities: Readonly<Record<string, TrueDemand>>;
  /** Body of `PUT /api/:tenant/experiment/:id`, by id. */
  readonly experiments: Readonly<Record<string, object>>;
}

/** Shops that come with the project, the smaller ones first. */
const exampleShops = ['harbour-climbing', 'valley-bikes', 'alpine-gear-co'] as const;

/** The shops below `examples`. */
export const readShops = async (examples: string): Promise<readonly ExampleShop[]> =>
  Promise.all(exampleShops.map((tenantId) => readShop(examples, tenantId)));

async function readShop(examples: string, tenantId: ExampleShop['tenantId']): Promise<ExampleShop> {
  const read = async (name: string) =>
    JSON.parse(await readFile(join(examples, tenantId, `${name}.json`), 'utf8')) as unknown;
  return {
    tenantId,
    settings: (await read('tenant')) as ExampleShop['settings'],
    products: (await read('products')) as ExampleShop['products'],
    elasticities: (await read('elasticities')) as ExampleShop['elasticities'],
    experiments: (await read('experiments')) as ExampleShop['experiments'],
  };
}
