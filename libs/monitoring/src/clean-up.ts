import { scan, type Clock, type Row, type Table } from '@harper-edge/contracts';
import type { MonitoringConfigs } from './config/monitoring-configs.ts';
import { ofModel, type StoredEvent } from './events/inference-event-table.ts';
import { granularities, startOf } from './rollups/granularities.ts';
import type { MetricRollup } from './rollups/metric-rollup-table.ts';
import { forgottenBefore } from './rollups/rollup-days.ts';

export interface CleanUpOptions {
  readonly events: Table<StoredEvent>;
  readonly rollups: Table<MetricRollup>;
  readonly configs: MonitoringConfigs;
  readonly clock: Clock;
}

/** Rows that one call deletes at most, and at once. */
const batchRows = 2_000;
const atOnce = 100;
const dayMs = granularities.daily;

/**
 * Deletes events that are older than their model keeps them, and rollups that are finer than anybody looks at after so long,
 * a bounded number of them. Returns how many; 0 when nothing is left to do.
 */
export async function cleanUp({ events, rollups, configs, clock }: CleanUpOptions): Promise<number> {
  let deleted = 0;
  for await (const modelId of modelsOf(events)) {
    const { retentionDays } = await configs.events(modelId);
    // To whole days, so that what an hour is made of is always there as a whole or not at all.
    const before = startOf(clock.nowMs(), dayMs) - retentionDays * dayMs;
    const { deletedBefore = 0 } = await configs.read(modelId);
    const where = ofModel(modelId, 0, before);
    const { rows } = await events.query({ where, limit: batchRows - deleted, sort: byModelTime });
    if (rows.length === 0) continue;
    // Said first: from now on nobody counts again what is about to be incomplete.
    if (deletedBefore < before) await configs.write(modelId, { deletedBefore: before });
    deleted += await deleteRows(events, rows);
    if (deleted >= batchRows) return deleted;
  }
  return deleted + (await cleanUpRollups({ rollups, configs, clock }));
}

const byModelTime = { field: 'modelTime', order: 'ascending' } as const;

/** Each model that has events, found by leaping from one to the next. */
async function* modelsOf(events: Table<StoredEvent>): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const where = after === '' ? [] : [{ field: 'modelTime', op: 'ge', value: after } as const];
    const { rows } = await events.query({ where, sort: byModelTime, limit: 1 });
    const [first] = rows;
    if (first === undefined) return;
    yield first.modelId;
    // What follows a slash.
    after = `${first.modelTime.slice(0, first.modelTime.lastIndexOf('/'))}0`;
  }
}

async function cleanUpRollups({
  rollups,
  configs,
  clock,
}: Pick<CleanUpOptions, 'rollups' | 'configs' | 'clock'>): Promise<number> {
  const old: MetricRollup[] = [];
  const nowMs = clock.nowMs();
  for (const granularity of ['5min', 'hourly'] as const) {
    const where = [
      { field: 'start', op: 'lt', value: forgottenBefore(granularity, { nowMs, deletedBefore: Infinity }) },
      { field: 'granularity', op: 'eq', value: granularity },
    ] as const;
    for await (const row of scan(rollups, { where, sort: { field: 'start', order: 'ascending' } })) {
      const { deletedBefore = 0 } = await configs.read(row.modelId);
      if (row.start < forgottenBefore(granularity, { nowMs, deletedBefore })) old.push(row);
      if (old.length >= batchRows) return deleteRows(rollups, old);
    }
  }
  return deleteRows(rollups, old);
}

async function deleteRows(table: Pick<Table<Row>, 'delete'>, rows: readonly Row[]): Promise<number> {
  for (let start = 0; start < rows.length; start += atOnce) {
    await Promise.all(rows.slice(start, start + atOnce).map(({ id }) => table.delete(id)));
  }
  return rows.length;
}
