import { EdgeError, scan, type Clock, type Page, type Store } from '@harper-edge/contracts';
import { createABTestingEngine, type StoredABTestingEngine } from '../engine/ab-testing-engine.ts';
import type { ExperimentOptions } from '../engine/experiment-plan.ts';
import { defineExperiment, type Definition } from './define-experiment.ts';
import type { ExperimentRow } from './experiment-tables.ts';
import { createKnownAssignment } from './known-assignment.ts';
import { createStoredExperimentStore, openExperimentTables, type ExperimentTables } from './stored-experiment-store.ts';

/** The experiments of one tenant. */
export interface TenantExperiments extends StoredABTestingEngine {
  /**
   * Creates an experiment, or changes what may change while it runs; the same again changes nothing.
   *
   * @throws RangeError for options that make no experiment; EdgeError CONFLICT for any other change
   */
  define(experimentId: string, options: ExperimentOptions): Promise<Definition>;
  /** In the order of their ids. */
  list(page?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<ExperimentRow>>;
  /**
   * Ends it and removes all that was recorded; answers how many units that were.
   *
   * @throws EdgeError NOT_FOUND
   */
  remove(experimentId: string): Promise<number>;
}

export interface Experiments {
  of(tenantId: string): TenantExperiments;
  /** Experiments of all tenants that are not stopped. */
  countActive(): Promise<number>;
}

export interface ExperimentsOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Experiments in tables, the same for every thread and node that shares the store.
 *
 * - A unit is one row, written whole or not at all; the totals follow from these rows and nothing else. A crash leaves
 *   nothing that contradicts itself, and what was answered is stored.
 * - A variant follows from the unit's id, so that nodes need not agree on it. A unit this thread knows costs no read.
 * - A changed definition is seen at once on the host that changed it, within a second elsewhere.
 * - Nodes that record events of one unit at the same moment, before they have told each other, may lose one of them.
 */
export function createExperiments({ store, clock }: ExperimentsOptions): Experiments {
  const tables = openExperimentTables(store, clock);
  const tenants = new Map<string, TenantExperiments>();
  return {
    of: (tenantId) => {
      const found = tenants.get(tenantId) ?? createTenantExperiments(tables, tenantId, clock);
      tenants.set(tenantId, found);
      return found;
    },
    countActive: async () => {
      let active = 0;
      for await (const { plan } of scan(tables.plans)) if (plan.active !== false) active++;
      return active;
    },
  };
}

function createTenantExperiments(tables: ExperimentTables, tenantId: string, clock: Clock): TenantExperiments {
  const store = createStoredExperimentStore(tables, tenantId);
  const engine = createABTestingEngine({ store, clock: () => clock.nowMs() });
  const assignKnown = createKnownAssignment(store);
  return {
    ...engine,
    assignUserToVariant: (experimentId, user, context) =>
      assignKnown(experimentId, user, context) ?? engine.assignUserToVariant(experimentId, user, context),
    define: (experimentId, options) => defineExperiment({ store, tenantId }, experimentId, options),
    list: (page = {}) => tables.plans.query({ ...page, where: [{ field: 'tenantId', op: 'eq', value: tenantId }] }),
    remove: (experimentId) => removeExperiment(tables, tenantId, experimentId),
  };
}

/** Rows that are removed at once. */
const pageRows = 500;

/** The definition goes first: from then on there is no experiment, and what is left of it counts for nothing. */
async function removeExperiment(
  { plans, units, states, known }: ExperimentTables,
  tenantId: string,
  experimentId: string,
): Promise<number> {
  const id = `${tenantId}/${experimentId}`;
  if (!(await plans.delete(id))) throw new EdgeError('NOT_FOUND', `no experiment "${experimentId}"`);
  known.forget(id);
  await states.delete(id);
  let removed = 0;
  const where = [{ field: 'id', op: 'startsWith', value: `${id}/` }] as const;
  for (;;) {
    const { rows } = await units.query({ where, limit: pageRows });
    await Promise.all(rows.map((row) => units.delete(row.id)));
    removed += rows.length;
    if (rows.length < pageRows) return removed;
  }
}
