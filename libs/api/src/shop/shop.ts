import { createExperiments, type Experiments } from '@harper-edge/ab-testing/stored';
import type { Clock, Logger, Rng, Store } from '@harper-edge/contracts';
import { createShoppers, type Shoppers } from '@harper-edge/personalization';
import { createPrices, type Prices } from '@harper-edge/pricing/stored';
import {
  createAudit,
  createProducts,
  createRateLimits,
  createTenantKeys,
  createTenants,
  type Audit,
  type Products,
  type RateLimits,
  type TenantKeys,
  type Tenants,
} from '@harper-edge/tenants';
import { createShopCache, type ShopCache } from './cache/shop-cache.ts';
import { createPersonalizeParts, type PersonalizeParts } from './personalize/personalize-parts.ts';
import { createCheckout, type Checkout } from './prices/checkout.ts';
import { createPriceCatalogue } from './prices/price-catalogue.ts';
import { createProxyParts, type ProxyParts } from './proxy/proxy-parts.ts';
import { tenantData } from './tenant-data.ts';

/** What the routes of tenants work with. */
export interface Shop {
  readonly tenants: Tenants;
  readonly products: Products;
  readonly keys: TenantKeys;
  readonly usage: RateLimits;
  readonly audit: Audit;
  readonly shoppers: Shoppers;
  readonly experiments: Experiments;
  readonly prices: Prices;
  readonly checkout: Checkout;
  readonly personalize: PersonalizeParts;
  /** Of this thread; its warm part is shared by all. */
  readonly cache: ShopCache;
  readonly proxy: ProxyParts;
}

export interface ShopOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
}

/** The parts behind the routes of tenants, on the tables of one store. */
export function createShop({ store, clock, rng, logger }: ShopOptions): Shop {
  const tenants = createTenants({ store, clock, rng, owned: tenantData(store) });
  tenants.finishDeletions().catch((error: unknown) => {
    logger.warn('a tenant whose removal was interrupted is still there; DELETE it again', { error });
  });
  const products = createProducts({ store, clock, tenants });
  const shoppers = createShoppers({ store });
  const experiments = createExperiments({ store, clock });
  const prices = createPrices({ store, clock, catalogue: createPriceCatalogue({ store, clock, tenants }) });
  const checkout = createCheckout({ prices, shoppers, experiments, clock, logger });
  checkout.finishInterrupted().catch((error: unknown) => {
    logger.warn('orders that were interrupted could not be completed; the next order tries again', { error });
  });
  return {
    tenants,
    products,
    keys: createTenantKeys({ store, tenants, clock, rng }),
    usage: createRateLimits({ store, clock }),
    audit: createAudit({ store, clock, rng }),
    shoppers,
    personalize: createPersonalizeParts({ store, clock, logger, products, shoppers }),
    experiments,
    prices,
    checkout,
    cache: createShopCache({ store, clock, logger }),
    proxy: createProxyParts({ clock, rng }),
  };
}
