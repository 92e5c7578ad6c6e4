import { createRandomGenerator } from '@harper-edge/stats';
import { priceHistory, type TrueDemand, type WeekOfSales } from './price-history.ts';
import type { ExampleShop } from './read-shops.ts';
import { shoppingHistory, type ShoppingHistory } from './shopping-history.ts';

export interface ShopHistory extends ShoppingHistory {
  readonly weeks: readonly WeekOfSales[];
}

const shoppers = { 'alpine-gear-co': 150, 'valley-bikes': 20, 'harbour-climbing': 20 } as const;

/** Everything that was sold, viewed and rated in a shop until a moment. The same shop and moment give the same history. */
export function shopHistory(
  { tenantId, products }: Pick<ExampleShop, 'tenantId' | 'products'>,
  elasticities: Readonly<Record<string, TrueDemand>>,
  untilMs: number,
): ShopHistory {
  const weeks = products.flatMap((product, index) => {
    const truth = elasticities[product.productId];
    return truth === undefined
      ? []
      : priceHistory(product, truth, { rng: createRandomGenerator(100 + index), untilMs });
  });
  return { weeks, ...shoppingHistory(products, { seed: 7, shoppers: shoppers[tenantId], untilMs }) };
}
