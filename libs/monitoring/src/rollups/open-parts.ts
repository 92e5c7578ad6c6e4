import { scan, type Table } from '@harper-edge/contracts';
import { granularities, startOf } from './granularities.ts';
import type { MetricPart } from './metric-part-table.ts';
import type { MetricParts } from './metric-parts.ts';
import { byFiveMinutes, type MetricRollups } from './metric-rollups.ts';
import type { Window } from './window.ts';

export interface OpenPartsOptions {
  readonly partTable: Table<MetricPart>;
  readonly parts: Pick<MetricParts, 'own'>;
  readonly rollups: Pick<MetricRollups, 'fiveMinutes' | 'close'>;
}

/** All parts of the model that begin in the window: this writer's as they are now, the others' as they were written last. */
export async function partsOf(
  { partTable, parts }: Omit<OpenPartsOptions, 'rollups'>,
  modelId: string,
  { from, to }: Window,
): Promise<readonly MetricPart[]> {
  const own = new Map(parts.own(modelId).map((part) => [part.id, part]));
  const where = [
    { field: 'id', op: 'ge', value: `${modelId}/` },
    // What follows a slash.
    { field: 'id', op: 'lt', value: `${modelId}0` },
  ] as const;
  const others: MetricPart[] = [];
  for await (const part of scan(partTable, { where })) if (!own.has(part.id)) others.push(part);
  return [...others, ...own.values()].filter(({ start }) => start >= from && start < to);
}

/** The parts that no rollup holds, after those that came late have been taken into theirs. */
export async function openParts(
  options: OpenPartsOptions,
  modelId: string,
  window: Window,
): Promise<readonly MetricPart[]> {
  const { rollups } = options;
  const found: MetricPart[] = [];
  for (const group of await byFiveMinutes(await partsOf(options, modelId, window))) {
    const start = startOf(group[0]?.start ?? 0, granularities['5min']);
    if ((await rollups.fiveMinutes(modelId, start)) === undefined) found.push(...group);
    // Of a store that takes no writes the rollup as it is.
    else if (group.every(({ sealed }) => sealed)) await rollups.close(group).catch(() => false);
  }
  return found;
}
