import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductFields } from '@harper-edge/tenants';

export interface ExampleShop {
  readonly tenantId: string;
  readonly products: readonly ProductFields[];
}

/** Shops that come with the project, the smaller ones first. */
export const exampleShops = ['harbour-climbing', 'valley-bikes', 'alpine-gear-co'] as const;

/** The catalogues of the shops below `examples`. */
export const readShops = async (examples: string): Promise<readonly ExampleShop[]> =>
  Promise.all(
    exampleShops.map(async (tenantId) => ({
      tenantId,
      products: JSON.parse(await readFile(join(examples, tenantId, 'products.json'), 'utf8')) as ProductFields[],
    })),
  );
