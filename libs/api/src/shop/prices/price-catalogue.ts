import { isEdgeError, type Clock, type Store } from '@harper-edge/contracts';
import type { PriceCatalogue } from '@harper-edge/pricing/stored';
import { productTable, type Tenants } from '@harper-edge/tenants';

interface CatalogueParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly tenants: Tenants;
}

/** The prices of the tenants' catalogues. */
export function createPriceCatalogue({ store, clock, tenants }: CatalogueParts): PriceCatalogue {
  const products = store.table(productTable);
  return {
    find: async (tenantId, productId) => {
      const product = await products.get(`${tenantId}/${productId}`);
      return product && { price: product.price, cost: product.cost };
    },
    setPrice: async (tenantId, productId, { from, to }) => {
      const id = `${tenantId}/${productId}`;
      try {
        await products.patch(id, { price: to, updatedAt: clock.nowMs() }, { ifMatch: { price: from } });
      } catch (error) {
        if (!isEdgeError(error, 'PRECONDITION_FAILED') && !isEdgeError(error, 'NOT_FOUND')) throw error;
        if ((await products.get(id))?.price !== to) return false;
      }
      // Also where it has the price already: whoever wrote that may not have come to say so.
      await tenants.catalogueChanged(tenantId);
      return true;
    },
  };
}
