import { scan, silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { expect, it } from 'vitest';
import { inferenceEventTable } from './events/inference-event-table.ts';
import { createMonitoring } from './monitoring.ts';
import { metricRollupTable } from './rollups/metric-rollup-table.ts';
import { inferenceEvent, recorded } from './testing/inference-event.ts';

const dayMs = 86_400_000;

function setUp() {
  const store = createMemoryStore();
  const clock = createFakeClock();
  const monitoring = createMonitoring({ store, clock, logger: silentLogger });
  const predict = (id: string, modelId: string): void => {
    void monitoring.record(...recorded(inferenceEvent(id, { modelId, timestamp: clock.nowMs() })));
  };
  const stored = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const { id } of scan(store.table(inferenceEventTable))) ids.push(id);
    return ids;
  };
  return { store, clock, monitoring, predict, stored };
}

it('deletes the events of each model in its time, and keeps their metrics', async () => {
  const { clock, monitoring, predict, stored } = setUp();
  // One name begins like the other, and one is longer than what an index holds.
  const long = 'x'.repeat(128);
  const settings = { samplingRate: 1, redact: [], durable: false };
  await monitoring.configure('short', { events: { ...settings, retentionDays: 1 } });
  await monitoring.configure(long, { events: { ...settings, retentionDays: 1 } });
  for (const modelId of ['short', 'short-not', long]) predict(modelId.slice(0, 20), modelId);
  await monitoring.keepHouse();
  clock.advance(2 * dayMs);
  predict('fresh', 'short');
  await monitoring.keepHouse();
  expect(await stored()).toEqual(['fresh', 'short-not']);
  for (const [modelId, count] of [
    ['short', 2],
    ['short-not', 1],
    [long, 1],
  ] as const) {
    expect(await monitoring.metrics({ modelId })).toMatchObject({ count });
  }
  clock.advance(29 * dayMs);
  await monitoring.keepHouse();
  expect(await stored()).toEqual([]);
  expect(await monitoring.metrics({ modelId: 'short' })).toMatchObject({ count: 2 });
  await monitoring.close();
});

it('does not count again what it has deleted', async () => {
  const { clock, monitoring, predict } = setUp();
  for (let i = 0; i < 3; i++) predict(`e${i}`, 'm');
  await monitoring.keepHouse();
  clock.advance(40 * dayMs);
  await monitoring.keepHouse();
  // So late that nobody can tell any more which others there were.
  const late = inferenceEvent('late', { timestamp: clock.nowMs() - 40 * dayMs });
  void monitoring.record(...recorded(late));
  await monitoring.keepHouse();
  expect(await monitoring.metrics({ modelId: 'm' })).toMatchObject({ count: 3 });
  await monitoring.close();
});

it('deletes thousands in batches', async () => {
  const { clock, monitoring, predict, stored } = setUp();
  for (let i = 0; i < 4_500; i++) predict(`e${i}`, 'm');
  await monitoring.keepHouse();
  clock.advance(32 * dayMs);
  const left: number[] = [];
  for (let run = 0; run < 3; run++) {
    await monitoring.keepHouse();
    left.push((await stored()).length);
  }
  expect(left).toEqual([2_500, 500, 0]);
  await monitoring.close();
});

it('keeps five minutes for 35 days, hours for 400 and days for good', async () => {
  const { store, clock, monitoring, predict } = setUp();
  const granularities = async (): Promise<readonly string[]> =>
    (await store.table(metricRollupTable).query()).rows.map(({ granularity }) => granularity).sort();
  predict('e', 'm');
  for (const [days, expected] of [
    [1, ['5min', 'daily', 'hourly']],
    [33, ['5min', 'daily', 'hourly']],
    [2, ['daily', 'hourly']],
    [365, ['daily']],
    [1_000, ['daily']],
  ] as const) {
    await monitoring.keepHouse();
    clock.advance(days * dayMs);
    for (let run = 0; run < 2; run++) await monitoring.keepHouse();
    expect([days, await granularities()]).toEqual([days, expected]);
  }
  expect(await monitoring.metrics({ modelId: 'm' })).toMatchObject({ count: 1 });
  await monitoring.close();
});
