// A drift check of a model with 50 columns, over the route, on events in the embedded store.
import { createApi, createShop } from '@harper-edge/api';
import { createBenchmarks } from '@harper-edge/benchmark';
import { createSystemRng, silentLogger, systemClock } from '@harper-edge/contracts';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createRandomGenerator } from '@harper-edge/stats';

const columns = 50;
const names = Array.from({ length: columns }, (_, column) => `x[${column}]`);
const modelId = 'fifty-columns';
const hourMs = 3_600_000;

/** What a version of such a model is; its baseline is that of a uniform distribution. */
const model = {
  id: `${modelId}:v1`,
  modelId,
  version: 'v1',
  inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, columns] }],
  outputs: [],
  metadata: {
    baselineDistributions: {
      inputs: Object.fromEntries(
        names.map((name) => [
          name,
          {
            kind: 'numeric',
            edges: Array.from({ length: 101 }, (_, edge) => edge / 100),
            counts: Array.from({ length: 100 }, () => 100),
          },
        ]),
      ),
    },
  },
};

/** Records so many events, and returns what checks them and how much memory that took at most. */
export async function prepareDriftCheck(store, count) {
  const shared = { store, clock: systemClock, logger: silentLogger };
  const monitoring = createMonitoring({ ...shared, cleansUp: false });
  const rng = createSystemRng();
  const startMs = Date.now() - hourMs;
  const { next } = createRandomGenerator(1);
  for (let i = 0; i < count; i++) {
    const facts = {
      ...{ id: `drift-${i}`, timestamp: startMs + Math.floor((i / count) * hourMs), tenant: null, modelId },
      ...{ modelVersion: 'v1', framework: 'onnx', requestId: 'r', userId: null, sessionId: null, confidence: null },
      ...{ latencyMs: 1, queueMs: null, batchRows: null, errorCode: null },
    };
    const row = Array.from({ length: columns }, next);
    void monitoring.record(facts, () => ({ featuresIn: { x: row }, prediction: null }));
    if (i % 500 === 499)
      while (monitoring.statistics().waiting > 10_000) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await monitoring.events({ limit: 1 });
  const api = createApi({
    ...shared,
    registry: { ...createRegistry({ store, clock: systemClock }), resolve: () => Promise.resolve(model) },
    engine: {},
    monitoring,
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, rng }),
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: process.version },
  });
  const check = async () => {
    const { status, body } = await api.fetch(
      {
        method: 'POST',
        url: `/monitoring/drift/${modelId}/check`,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: new Blob([JSON.stringify({ from: startMs, to: startMs + hourMs, kinds: ['input'] })]).stream(),
        signal: new AbortController().signal,
      },
      { name: 'bench' },
    );
    const answer = JSON.parse(body);
    const { testedColumns, currentRows, driftScore } = answer.kinds?.input ?? {};
    if (status !== 200 || testedColumns !== columns || currentRows !== count || driftScore !== 0)
      throw new Error(`the check is wrong: ${String(body).slice(0, 300)}`);
  };
  return { check, close: () => monitoring.close() };
}
