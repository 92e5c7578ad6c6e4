import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntryTable } from '@harper-edge/api';
import { experimentStateTable, experimentTable, experimentUnitTable } from '@harper-edge/ab-testing/stored';
import { benchmarkResultTable } from '@harper-edge/benchmark';
import type { TableDefinition } from '@harper-edge/contracts';
import { fetchJobTable, fetchSlotTable } from '@harper-edge/model-fetch';
import {
  alertChannelTable,
  alertDeliveryTable,
  alertRuleTable,
  alertSilenceTable,
  alertTable,
  alertWatchTable,
  dataQualityMetricsTable,
  driftBaselineTable,
  driftMetricsTable,
  hostCounterTable,
  inferenceEventTable,
  metricPartTable,
  metricRollupTable,
  monitoringConfigTable,
  retrainingRequestTable,
  scheduledJobTable,
} from '@harper-edge/monitoring';
import { productVectorTable, shopperEventTable } from '@harper-edge/personalization';
import {
  priceChangeTable,
  pricePointTable,
  priceRecommendationTable,
  purchaseTable,
} from '@harper-edge/pricing/stored';
import { modelChangeTable, modelLifecycleTable, modelTable } from '@harper-edge/registry';
import { auditTable, productTable, tenantKeyTable, tenantTable, usageTable } from '@harper-edge/tenants';
import { describe, expect, it } from 'vitest';

const schema = readFileSync(join(import.meta.dirname, '../../apps/harper-component/schema.graphql'), 'utf8');

describe("the Harper component's schema", () => {
  it.each([
    modelTable,
    modelLifecycleTable,
    modelChangeTable,
    inferenceEventTable,
    metricPartTable,
    metricRollupTable,
    monitoringConfigTable,
    hostCounterTable,
    driftMetricsTable,
    dataQualityMetricsTable,
    driftBaselineTable,
    scheduledJobTable,
    alertRuleTable,
    alertWatchTable,
    alertTable,
    alertChannelTable,
    alertDeliveryTable,
    alertSilenceTable,
    retrainingRequestTable,
    benchmarkResultTable,
    fetchJobTable,
    fetchSlotTable,
    tenantTable,
    productTable,
    tenantKeyTable,
    usageTable,
    auditTable,
    shopperEventTable,
    productVectorTable,
    cacheEntryTable,
    experimentTable,
    experimentUnitTable,
    experimentStateTable,
    pricePointTable,
    priceChangeTable,
    priceRecommendationTable,
    purchaseTable,
  ] as readonly Pick<TableDefinition<never>, 'name' | 'indexes'>[])('indexes what table $name says', (definition) => {
    const body =
      new RegExp(`type ${definition.name} @table\\(database: "edgeai"[^)]*\\) \\{([^}]*)\\}`).exec(schema)?.[1] ?? '';
    const indexed = [...body.matchAll(/(\w+): \w+ @indexed/g)].map(([, field]) => field);
    expect(indexed.sort()).toEqual([...definition.indexes].sort());
  });
});
