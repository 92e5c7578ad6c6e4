import type { Table } from '@harper-edge/contracts';
import { createMemoryStore } from '@harper-edge/store/memory';
import { expect, it } from 'vitest';
import { emptyTotals } from '../engine/totals.ts';
import type { UnitRecord } from '../engine/unit-record.ts';
import { countUnits } from './count-units.ts';
import { experimentUnitTable, type Checkpoint, type ExperimentUnitRow } from './experiment-tables.ts';
import { nextUnitRow, unitAt } from './unit-history.ts';

const experiment = { id: 'shop/hats', startedAt: 7 };
const minute = 60_000;

const unit = (values: UnitRecord['values'], more: Partial<UnitRecord> = {}): UnitRecord => ({
  variantId: 'a',
  version: 0,
  exposedAt: null,
  crossed: false,
  values,
  eventIds: [],
  ...more,
});

function setUp() {
  const units = createMemoryStore().table(experimentUnitTable);
  let queries: string[] = [];
  const watched: Table<ExperimentUnitRow> = {
    ...units,
    query: (query) => {
      queries.push(query?.sort?.field ?? 'id');
      return units.query(query);
    },
  };
  return {
    units,
    change: async (unitId: string, nowMs: number, to: UnitRecord, of = experiment): Promise<ExperimentUnitRow> => {
      const row = nextUnitRow(await units.get(`${of.id}/${unitId}`), to, { experiment: of, unitId, nowMs });
      await units.put(row);
      return row;
    },
    count: async (nowMs: number, checkpoint: Checkpoint | null = null) => {
      queries = [];
      const counted = await countUnits({ units: watched, experiment, nowMs }, checkpoint);
      return { ...counted, readBy: [...new Set(queries)] };
    },
  };
}

const sumOf = (totals: typeof emptyTotals, variant = 'a'): unknown => [
  totals.variants[variant]?.units ?? 0,
  totals.variants[variant]?.metrics['conversion']?.sum[0] ?? 0,
];

it('a checkpoint and what changed since add up to what all units say', async () => {
  const { change, count } = setUp();
  await change('u1', 0, unit({}));
  await change('u2', 0, unit({ conversion: 1 }));
  await change('u1', 2 * minute, unit({ conversion: 1 }));
  const first = await count(3 * minute);
  expect([sumOf(first.totals), first.readBy]).toEqual([[2, 2], ['id']]);
  // Minute 2 is not settled yet: what changed in it is read again.
  expect(first.checkpoint).toMatchObject({ minute: 2 });
  expect(sumOf(first.checkpoint?.totals ?? emptyTotals)).toEqual([2, 1]);

  await change('u3', 3 * minute, unit({}));
  await change('u3', 4 * minute, unit({}, { crossed: true }));
  await change('u2', 9 * minute, unit({ conversion: 0 }));
  const second = await count(10 * minute, first.checkpoint);
  expect([sumOf(second.totals), second.totals.crossed, second.readBy]).toEqual([[2, 1], 1, ['changed']]);
  expect(second.checkpoint).toMatchObject({ minute: 9, totals: { crossed: 1 }, countedAt: 3 * minute });
  expect(sumOf(second.checkpoint?.totals ?? emptyTotals)).toEqual([2, 2]);
  expect(sumOf((await count(20 * minute, second.checkpoint)).totals)).toEqual([2, 1]);
});

it('finds a change that becomes visible late: within a minute at once, later when all are counted again', async () => {
  const { change, count } = setUp();
  await change('u1', 0, unit({}));
  const { checkpoint } = await count(10 * minute);
  await change('late', 9 * minute, unit({}));
  expect(sumOf((await count(10 * minute, checkpoint)).totals)).toEqual([2, 0]);
  await change('later', 5 * minute, unit({}));
  expect(sumOf((await count(11 * minute, checkpoint)).totals)).toEqual([2, 0]);
  const again = await count(70 * minute, checkpoint);
  expect([sumOf(again.totals), again.readBy]).toEqual([[3, 0], ['id']]);
});

it('counts all again after the clock was turned back, and when a unit changed in too many minutes', async () => {
  const { change, count } = setUp();
  await change('busy', 0, unit({}));
  const { checkpoint } = await count(2 * minute);
  expect((await count(-5 * minute, checkpoint)).readBy).toEqual(['id']);
  for (let at = 1; at <= 31; at++) await change('busy', at * minute, unit({ conversion: at }));
  const known = await count(32 * minute, checkpoint);
  expect([sumOf(known.totals), known.readBy]).toEqual([[1, 31], ['changed']]);
  for (let at = 32; at <= 40; at++) await change('busy', at * minute, unit({ conversion: at }));
  const forgotten = await count(41 * minute, checkpoint);
  expect([sumOf(forgotten.totals), forgotten.readBy]).toEqual([
    [1, 40],
    ['changed', 'id'],
  ]);
});

it('passes over other experiments, also one of the same id that was deleted', async () => {
  const { change, count } = setUp();
  await change('u1', 0, unit({}));
  await change('u1', 0, unit({}), { id: 'shop/hats2', startedAt: 7 });
  await change('u1', 0, unit({}), { id: 'other/hats', startedAt: 7 });
  await change('left', 0, unit({}), { id: 'shop/hats', startedAt: 6 });
  const { totals, checkpoint } = await count(minute);
  expect(totals).toEqual({ ...emptyTotals, variants: { a: { units: 1, metrics: {} } } });
  await change('left2', 5 * minute, unit({}), { id: 'shop/hats', startedAt: 6 });
  expect(sumOf((await count(6 * minute, checkpoint)).totals)).toEqual([1, 0]);
});

it('a row knows what it was in the minutes before, and its time never falls', async () => {
  const { change } = setUp();
  await change('u', 3 * minute, unit({}));
  await change('u', 3 * minute + 5, unit({ conversion: 1 }));
  await change('u', 5 * minute, unit({ conversion: 2 }));
  const row = await change('u', 1, unit({ conversion: 3 }));
  expect(row.changedAt).toBe(5 * minute);
  const values = [3, 4, 5, 6].map((at) => unitAt(row, at)?.values['conversion']);
  expect(values).toEqual([undefined, 1, 1, 3]);
  expect(unitAt(row, 3)).toBeNull();
});
