import { isEdgeError, scan, silentLogger, type InferenceEvent, type Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng, type FakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferenceEventTable } from '../events/inference-event-table.ts';
import { createMonitoring, type Monitoring } from '../monitoring.ts';
import { createMortalStore } from '../testing/mortal-store.ts';
import { inferenceEvent, recorded } from '../testing/inference-event.ts';
import { granularities, startOf, type Granularity } from './granularities.ts';
import { metricPartTable } from './metric-part-table.ts';
import { createMetricTally, type Metrics } from './metric-sketch.ts';

const hourMs = 3_600_000;
const models = ['a', 'a-b', 'sampled'] as const;
const versions = ['v1', 'v2'] as const;

/** What can happen to a host, one after the other. */
type Step =
  | {
      readonly do: 'predict';
      readonly model: number;
      readonly version: number;
      readonly lateMs: number;
      readonly latencyMs: number;
      readonly confidence: number | null;
      readonly fails: boolean;
    }
  | { readonly do: 'repeat'; readonly which: number }
  | { readonly do: 'feedback'; readonly which: number; readonly correct: boolean; readonly at: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'keepHouse' | 'restart' | 'flush' };

const halfHours = fc.constantFrom(hourMs / 2, hourMs);

const predict = fc.record({
  do: fc.constant('predict' as const),
  model: fc.nat(models.length - 1),
  version: fc.nat(1),
  // Some begin in the future: clocks are not the same everywhere.
  lateMs: fc.oneof(
    { weight: 4, arbitrary: fc.nat(2_000) },
    // As late as what was waited for: into five minutes that have been closed.
    { weight: 3, arbitrary: fc.tuple(halfHours, fc.nat(2_000)).map(([late, more]) => late + more) },
    { weight: 1, arbitrary: fc.integer({ min: -400_000, max: 50 * hourMs }) },
  ),
  latencyMs: fc.double({ min: 0.001, max: 20_000, noNaN: true }),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  fails: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: predict },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('feedback' as const),
      which: fc.nat(),
      correct: fc.boolean(),
      at: fc.nat(1_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(5_000), halfHours) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('keepHouse' as const, 'restart' as const, 'flush' as const) }),
  },
);

interface World {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly recorded: InferenceEvent[];
  monitoring: Monitoring;
  /** Ends the host as a crash would, and starts another one. */
  crash(): void;
  restart(): Promise<void>;
}

async function createWorld(): Promise<World> {
  const store = createMemoryStore();
  const clock = createFakeClock();
  const rng = createSeededRng(1);
  let process = createMortalStore(store);
  const start = (): Monitoring => {
    process = createMortalStore(store);
    return createMonitoring({ store: process.store, clock, rng, logger: silentLogger });
  };
  const world: World = {
    store,
    clock,
    recorded: [],
    monitoring: start(),
    crash: () => {
      process.kill();
      world.monitoring = start();
    },
    restart: async () => {
      await world.monitoring.close();
      process.kill();
      world.monitoring = start();
    },
  };
  await world.monitoring.configure('sampled', {
    events: { samplingRate: 0.5, redact: [], retentionDays: 30, durable: false },
  });
  return world;
}

async function take(world: World, step: Step): Promise<void> {
  const { monitoring, clock, recorded: all } = world;
  if (step.do === 'predict') {
    const { model, version, lateMs, latencyMs, confidence, fails } = step;
    const event = inferenceEvent(`e${all.length}`, {
      modelId: models[model] ?? '',
      modelVersion: versions[version] ?? '',
      timestamp: clock.nowMs() - lateMs,
      latencyMs,
      confidence: fails ? null : confidence,
      errorCode: fails ? 'MODEL_FAILED' : null,
    });
    all.push(event);
    void monitoring.record(...recorded(event));
  } else if (step.do === 'repeat' || step.do === 'feedback') {
    const event = all[step.which % Math.max(1, all.length)];
    if (event === undefined) return;
    // Of one that is sampled out nothing is known any more: a repetition would be another prediction.
    if (step.do === 'repeat') {
      if (event.modelId !== 'sampled') void monitoring.record(...recorded(event));
      return;
    }
    const { correct, at: feedbackTimestamp } = step;
    await monitoring
      .recordFeedback([{ inferenceId: event.id, outcome: correct, correct, feedbackTimestamp }])
      .catch((error: unknown) => {
        if (!isEdgeError(error) || error.code !== 'NOT_FOUND') throw error;
      });
  } else if (step.do === 'wait') clock.advance(step.ms);
  else if (step.do === 'keepHouse') await monitoring.keepHouse();
  else if (step.do === 'flush') await monitoring.events();
  else await world.restart();
}

/** All rows of events, and those predictions of which there is none. */
async function truthOf({ store, recorded: all }: World): Promise<readonly InferenceEvent[]> {
  const rows: InferenceEvent[] = [];
  for await (const row of scan(store.table(inferenceEventTable))) rows.push(row);
  const stored = new Set(rows.map(({ id }) => id));
  return [...rows, ...all.filter(({ id, modelId }) => modelId === 'sampled' && !stored.has(id))];
}

function bruteForce(events: readonly InferenceEvent[]): Metrics {
  const tally = createMetricTally();
  for (const event of events) {
    tally.add(event);
    tally.addOutcome(null, event.correct);
  }
  return tally.metrics();
}

/** Every piece of every granularity, and the whole, as a recount of all events gives them. */
async function expectExact(world: World): Promise<void> {
  // Writes what waits.
  await world.monitoring.events();
  const truth = await truthOf(world);
  const now = world.clock.nowMs();
  for (const modelId of models) {
    const ofModel = truth.filter((event) => event.modelId === modelId);
    expect(await world.monitoring.metrics({ modelId })).toEqual(bruteForce(ofModel));
    for (const [granularity, width] of Object.entries(granularities) as [Granularity, number][]) {
      const window = { from: now - 80 * hourMs, to: now + 2 * hourMs };
      const { buckets, total } = await world.monitoring.series(modelId, { granularity, ...window });
      expect(total).toEqual(bruteForce(ofModel));
      const starts = [...new Set(ofModel.map(({ timestamp }) => startOf(timestamp, width)))].sort((a, b) => a - b);
      expect(buckets.map(({ startTime }) => startTime)).toEqual(starts);
      for (const { startTime, endTime, throughput: _, versions: byVersion, ...metrics } of buckets) {
        const inside = ofModel.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
        expect(metrics).toEqual(bruteForce(inside));
        expect(Object.keys(byVersion).sort()).toEqual([...new Set(inside.map((event) => event.modelVersion))].sort());
        for (const [name, { throughput: __, ...versioned }] of Object.entries(byVersion)) {
          expect(versioned).toEqual(bruteForce(inside.filter((event) => event.modelVersion === name)));
        }
      }
    }
  }
}

describe('rollups equal a recount of all events', () => {
  it('at any moment, over clean restarts, with late, future, repeated and sampled-out events and late feedback', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
        const world = await createWorld();
        for (const [index, one] of steps.entries()) {
          await take(world, one);
          if (index % 20 === 19) await expectExact(world);
        }
        world.clock.advance(3 * hourMs);
        await world.monitoring.keepHouse();
        await expectExact(world);
        await world.restart();
        await expectExact(world);
        await world.monitoring.close();
      }),
      { seed: 7, numRuns: 50, endOnFailure: true },
    );
  });

  it('after crashes at any moment, once what was open has closed', async () => {
    const unsampled = step.filter((one) => !(one.do === 'predict' && models[one.model] === 'sampled'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(unsampled, { maxLength: 25, size: 'max' }), { minLength: 2, maxLength: 4 }),
        async (lives) => {
          const world = await createWorld();
          for (const life of lives) {
            for (const one of life) await take(world, one);
            world.crash();
            world.clock.advance(11_000);
          }
          world.clock.advance(3 * hourMs);
          await world.monitoring.keepHouse();
          // Minutes that began in the future were not over then.
          world.clock.advance(3 * hourMs);
          await world.monitoring.keepHouse();
          await expectExact(world);
          expect((await world.store.table(metricPartTable).query()).rows).toEqual([]);
          await world.monitoring.close();
        },
      ),
      { seed: 11, numRuns: 50, endOnFailure: true },
    );
  });

  it('of any window, ragged ends included', async () => {
    const time = fc.integer({ min: -60 * hourMs, max: hourMs });
    await fc.assert(
      fc.asyncProperty(
        fc.array(predict, { minLength: 1, maxLength: 40, size: 'max' }),
        time,
        time,
        async (predictions, one, other) => {
          const world = await createWorld();
          for (const prediction of predictions) await take(world, { ...prediction, model: 0 });
          await world.monitoring.keepHouse();
          const now = world.clock.nowMs();
          const [startTime, endTime] = [now + Math.min(one, other), now + Math.max(one, other)];
          const truth = (await truthOf(world)).filter(({ timestamp }) => timestamp >= startTime);
          // A window that has not ended is counted up to the end of its five minutes.
          const end = endTime < now ? endTime : startOf(endTime + 299_999, 300_000);
          expect(await world.monitoring.metrics({ modelId: 'a', startTime, endTime })).toEqual(
            bruteForce(truth.filter(({ timestamp }) => timestamp < end)),
          );
          await world.monitoring.close();
        },
      ),
      { seed: 13, numRuns: 100 },
    );
  });
});
