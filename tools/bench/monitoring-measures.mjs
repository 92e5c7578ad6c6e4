// The parts of `npm run bench:monitoring`, on the embedded store in this process.
import { createApi, createShop } from '@harper-edge/api';
import { createBenchmarks } from '@harper-edge/benchmark';
import { createSystemRng, silentLogger, systemClock } from '@harper-edge/contracts';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { median } from './child.mjs';
import { prepareDriftCheck } from './drift-check.mjs';

const dayMs = 86_400_000;
const logger = silentLogger;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** The events of ten models on one day, as they would have come: the clock goes with them. */
function createDay(count) {
  const startMs = Math.floor(Date.now() / dayMs) * dayMs - dayMs;
  let made = 0;
  const clock = { nowMs: () => startMs + Math.floor((made / count) * dayMs), monotonicMs: systemClock.monotonicMs };
  const row = Array.from({ length: 16 }, (_, i) => Math.fround(Math.sin(i + 1)));
  const next = () => {
    const n = made++;
    // Log-normal latencies of a few milliseconds.
    const latencyMs = 4 * Math.exp(Math.sin(n * 12.9898) * 1.2);
    const facts = {
      id: `${clock.nowMs().toString(16).padStart(12, '0')}-${n.toString(36)}`,
      timestamp: clock.nowMs(),
      tenant: 'anonymous',
      modelId: n % 2 === 0 ? 'busy' : `model-${n % 20}`,
      modelVersion: 'v1',
      framework: 'onnx',
      requestId: `r${n}`,
      userId: `user-${n % 500}`,
      sessionId: null,
      confidence: 0.5 + (n % 50) / 100,
      latencyMs,
      queueMs: 0.2,
      batchRows: 1,
      errorCode: n % 100 === 99 ? 'INVALID_INPUT' : null,
    };
    return [facts, () => ({ featuresIn: { x: row }, prediction: { label: ['a'], probabilities: [[0.9, 0.1]] } })];
  };
  return { clock, startMs, next };
}

/** Sustained: as fast as the store takes them, up to the last one on the disk. */
async function fill(monitoring, { next }, count) {
  const rates = [];
  const piece = Math.ceil(count / 10);
  for (let done = 0; done < count; done += piece) {
    const startMs = performance.now();
    for (let i = 0; i < piece; i++) {
      void monitoring.record(...next());
      if (i % 500 === 499) while (monitoring.statistics().waiting > 10_000) await turn();
    }
    await monitoring.events({ limit: 1 });
    rates.push((piece / (performance.now() - startMs)) * 1_000);
  }
  const { dropped } = monitoring.statistics();
  if (dropped > 0) throw new Error(`${dropped} events were dropped`);
  return rates;
}

/** Into memory: calls a second, while nothing is written. */
async function recordIntoMemory(monitoring, { next }, rounds) {
  const calls = 10_000;
  const rates = [];
  for (let round = 0; round <= rounds; round++) {
    const events = Array.from({ length: calls }, next);
    const startMs = performance.now();
    for (const event of events) void monitoring.record(...event);
    const tookMs = performance.now() - startMs;
    await monitoring.events({ limit: 1 });
    if (round > 0) rates.push((calls / tookMs) * 1_000);
  }
  return rates;
}

async function time(rounds, work) {
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const startMs = performance.now();
    await work();
    if (round > 0) times.push(performance.now() - startMs);
  }
  return times;
}

/** A host without models whose monitoring has counted 200 of them, on this thread and three others. */
async function createScraped(store) {
  const shared = { store, clock: systemClock, logger };
  const threads = Array.from({ length: 4 }, () => createMonitoring({ ...shared, host: 'bench', cleansUp: false }));
  const { next } = createDay(1_000);
  for (const monitoring of threads) {
    for (let i = 0; i < 2_000; i++) {
      const [facts, payload] = next();
      const fresh = { ...facts, id: crypto.randomUUID(), timestamp: Date.now(), modelId: `scraped-${i % 200}` };
      void monitoring.record(fresh, payload);
    }
    await monitoring.close();
  }
  const registry = createRegistry({ store, clock: systemClock });
  const rng = createSystemRng();
  const api = createApi({
    registry,
    engine: { statistics: () => ({ models: [], cacheHits: 0, cacheMisses: 0 }) },
    monitoring: threads[0],
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, rng }),
    clock: systemClock,
    rng,
    logger,
    host: { name: 'standalone', version: '0', nodeVersion: process.version },
  });
  return async () => {
    const request = {
      method: 'GET',
      url: '/metrics',
      headers: new Headers(),
      body: null,
      signal: new AbortController().signal,
    };
    const { status, body } = await api.fetch(request, { name: 'bench' });
    const counts = [...String(body).matchAll(/edge_ai_prediction_duration_seconds_count\S+ (\d+)/g)].map(([, n]) =>
      Number(n),
    );
    const answered = counts.reduce((sum, n) => sum + n, 0);
    if (status !== 200 || counts.length !== 200 || answered !== 7_920)
      throw new Error(`the scrape is wrong: ${counts.length} models, ${answered} answers`);
  };
}

const least = (what, values, { unit, limit }) => ({
  what,
  values,
  unit,
  target: `>= ${limit.toLocaleString('en')}`,
  met: median(values) >= limit,
});
/** Told without a verdict. */
const told = (what, values) => ({ what, values, unit: 'ms', target: '', met: true });
const most = (what, values, limit) => ({
  what,
  values,
  unit: 'ms',
  target: `<= ${limit} ms`,
  met: median(values) <= limit,
});

export async function measure({ folder, count, rounds }) {
  const store = createEmbeddedStore({ path: folder });
  const day = createDay(count);
  const monitoring = createMonitoring({ store, clock: day.clock, logger, cleansUp: false });
  const sustained = await fill(monitoring, day, count);
  await monitoring.keepHouse();
  const at = (share) => day.startMs + Math.floor(share * dayMs);
  const metrics = async (filter, expected) => {
    const found = await monitoring.metrics({ modelId: 'busy', ...filter });
    if (Math.abs(found.count - expected) > 2) throw new Error(`expected ${expected} events, counted ${found.count}`);
  };
  const page = async (filter) => {
    const { rows } = await monitoring.events({ limit: 100, ...filter });
    if (rows.length !== 100) throw new Error(`expected a page of 100 events, received ${rows.length}`);
  };
  const rows = [
    least('sustained into the embedded store', sustained, { unit: 'events/s', limit: 10_000 }),
    most('metrics of a model, all its events', await time(rounds, () => metrics({}, count / 2)), 20),
    most(
      'its metrics from 6:00 to 23:55',
      await time(rounds, () =>
        metrics({ startTime: at(0.25), endTime: at(1) - 300_000 }, (count / 2) * (0.75 - 300 / 86_400)),
      ),
      20,
    ),
    told(
      'its metrics from 0:07:31 to 23:48:29, with events at the ends',
      await time(rounds, () =>
        metrics({ startTime: at(0) + 451_000, endTime: at(1) - 691_000 }, (count / 2) * (1 - 1_142 / 86_400)),
      ),
    ),
    most(
      'its 288 pieces of five minutes',
      await time(rounds, () => monitoring.series('busy', { granularity: '5min', from: at(0), to: at(1) })),
      20,
    ),
    most(
      'its 24 hours',
      await time(rounds, () => monitoring.series('busy', { granularity: 'hourly', from: at(0), to: at(1) })),
      20,
    ),
    most('the newest 100 events', await time(rounds, () => page({})), 10),
    most('the newest 100 events of a model', await time(rounds, () => page({ modelId: 'model-7' })), 10),
    most(
      '100 events of a model before noon',
      await time(rounds, () => page({ modelId: 'busy', endTime: at(0.5) })),
      10,
    ),
    most('100 events of a user', await time(rounds, () => page({ userId: 'user-77' })), 10),
    least('recording into memory', await recordIntoMemory(monitoring, day, rounds), {
      unit: 'events/s',
      limit: 50_000,
    }),
  ];
  await monitoring.close();
  rows.push(most('a scrape with 200 models of 4 threads', await time(rounds, await createScraped(store)), 10));
  const drift = await prepareDriftCheck(store, 100_000);
  rows.push(most('drift check of 50 columns over 100,000 events', await time(rounds, drift.check), 2_000));
  await drift.close();
  await store.close();
  return rows;
}
