import { silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { expect, it } from 'vitest';
import { createMonitoring } from '../monitoring.ts';
import { inferenceEvent, recorded } from '../testing/inference-event.ts';
import { createPredictionCounters, latencyEdgesSeconds, mergeCounters } from './prediction-counters.ts';

const prediction = { modelId: 'm', modelVersion: 'v1', latencyMs: 3, errorCode: null };

it('counts each prediction in the first bucket that is not below it', () => {
  const counters = createPredictionCounters(10);
  for (const latencyMs of [0, 1, 1.1, 5, 10_000, 10_001]) counters.add({ ...prediction, latencyMs });
  counters.add({ ...prediction, errorCode: 'MODEL_FAILED' });
  const [counter] = counters.all();
  const inBuckets = Object.fromEntries(
    (counter?.latencies ?? []).map((count, index) => [latencyEdgesSeconds[index] ?? 'rest', count]),
  );
  expect(inBuckets).toMatchObject({ 0.001: 2, 0.0025: 1, 0.005: 1, 10: 1, rest: 1, 0.01: 0 });
  expect(counter).toMatchObject({ model: 'm', version: 'v1', errors: 1 });
  expect(counter?.latencySeconds).toBeCloseTo(20.0081, 9);
});

it('tells so many model versions apart and counts the others together', () => {
  const counters = createPredictionCounters(3);
  for (let i = 0; i < 100; i++) counters.add({ ...prediction, modelId: `m${i % 50}` });
  const counts = counters.all().map(({ model, latencies }) => [model, latencies.reduce((sum, count) => sum + count)]);
  expect(counts).toEqual([
    ['m0', 2],
    ['m1', 2],
    ['m2', 2],
    ['other', 94],
  ]);
});

it('adds up threads without changing what they hold', () => {
  const threads = Array.from({ length: 2 }, () => {
    const counters = createPredictionCounters(3);
    counters.add(prediction);
    return counters.all();
  });
  expect(mergeCounters(threads)).toMatchObject([{ latencySeconds: 0.006, latencies: { 2: 2 } }]);
  expect(mergeCounters(threads)).toMatchObject([{ latencies: { 2: 2 } }]);
});

it('shows each thread of a host what all of them counted, and none of another host', async () => {
  const [store, clock] = [createMemoryStore(), createFakeClock()];
  const start = (host: string) => createMonitoring({ store, clock, logger: silentLogger, host, cleansUp: false });
  const [one, two, elsewhere] = [start('a'), start('a'), start('b')];
  for (const [monitoring, count] of [
    [one, 3],
    [two, 4],
    [elsewhere, 5],
  ] as const) {
    for (let i = 0; i < count; i++) {
      void monitoring.record(...recorded(inferenceEvent(crypto.randomUUID(), { timestamp: clock.nowMs() })));
    }
    await monitoring.close();
  }
  const counted = async (monitoring: typeof one): Promise<number | undefined> =>
    (await monitoring.hostStatistics()).predictions[0]?.latencies.reduce((sum, count) => sum + count);
  expect(await Promise.all([one, two, elsewhere].map(counted))).toEqual([7, 7, 5]);
  // A thread that starts again goes on where the ended one stopped: no counter falls.
  expect(await counted(start('a'))).toBe(7);
});
