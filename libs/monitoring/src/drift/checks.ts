import type { Logger, Store, Table } from '@harper-edge/contracts';
import { createCheckResults, type CheckResults } from './check-results.ts';
import { dataQualityMetricsTable, type DataQualityMetrics } from './data-quality-metrics.ts';
import { driftBaselineTable, type DriftBaseline } from './drift-baseline.ts';
import { driftMetricsTable, type DriftMetrics } from './drift-metrics.ts';

/** What checks of models are made against, and what they found. */
export interface Checks {
  readonly drift: CheckResults<DriftMetrics>;
  readonly quality: CheckResults<DataQualityMetrics>;
  /** Baselines that were fitted, by `driftBaselineId`. */
  readonly baselines: Pick<Table<DriftBaseline>, 'get' | 'put' | 'delete'>;
}

export const createChecks = (store: Store, logger: Logger): Checks => ({
  drift: createCheckResults(store.table(driftMetricsTable), logger),
  quality: createCheckResults(store.table(dataQualityMetricsTable), logger),
  baselines: store.table(driftBaselineTable),
});
