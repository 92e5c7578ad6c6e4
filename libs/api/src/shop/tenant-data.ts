import { experimentStateTable, experimentTable, experimentUnitTable } from '@harper-edge/ab-testing/stored';
import type { Row, Store, TableDefinition } from '@harper-edge/contracts';
import { productVectorTable, shopperEventTable } from '@harper-edge/personalization';
import {
  priceChangeTable,
  pricePointTable,
  priceRecommendationTable,
  purchaseTable,
} from '@harper-edge/pricing/stored';
import { productTable, removeRows, tenantKeyTable, usageTable, type RemoveTenantData } from '@harper-edge/tenants';
import { cacheEntryTable } from './cache/cache-entry.ts';

/** Everything that is kept for tenants and goes with them. Each new table of rows `<tenant>/…` is one line here. */
export function tenantData(store: Store): readonly RemoveTenantData[] {
  const rowsOf =
    <R extends Row>(definition: TableDefinition<R>): RemoveTenantData =>
    (tenantId) =>
      removeRows(store.table(definition), tenantId);
  return [
    rowsOf(tenantKeyTable),
    rowsOf(usageTable),
    rowsOf(productTable),
    rowsOf(shopperEventTable),
    rowsOf(productVectorTable),
    rowsOf(cacheEntryTable),
    rowsOf(experimentTable),
    rowsOf(experimentStateTable),
    rowsOf(experimentUnitTable),
    rowsOf(pricePointTable),
    rowsOf(priceChangeTable),
    rowsOf(priceRecommendationTable),
    rowsOf(purchaseTable),
  ];
}
