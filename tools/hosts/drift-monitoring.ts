import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandomGenerator } from '@harper-edge/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './documents.ts';
import { expectFailure } from './expectations.ts';
import { call, upload, type Answer, type RunningHost } from './running-host.ts';

/** Flowers as in the examples, each a row of four lengths. */
async function readFlowers(): Promise<readonly (readonly number[])[]> {
  const text = await readFile(join(root, 'examples/iris/iris.csv'), 'utf8');
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => line.split(',').slice(0, 4).map(Number));
}

const histogram = (values: readonly number[], bins: number): object => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const edges = Array.from({ length: bins + 1 }, (_, edge) => least + ((most - least) * edge) / bins);
  const bin = (value: number): number => edges.slice(1, -1).filter((edge) => edge <= value).length;
  const counts = Array.from({ length: bins }, (_, at) => values.filter((value) => bin(value) === at).length);
  return { kind: 'numeric', edges, counts };
};

/** Drift and data quality over HTTP: a real classifier whose flowers become others. */
export function describeDriftMonitoring(host: () => RunningHost): void {
  const model = 'drifting-iris';
  const post = (path: string, json: unknown): Promise<Answer> => call(`${host().url}/monitoring/${path}`, { json });
  const { next } = createRandomGenerator(3);
  let flowers: readonly (readonly number[])[] = [];

  /** So many flowers, all larger by so much, in requests of fifty; then they can be read by every thread. */
  const ask = async (count: number, more = 0): Promise<void> => {
    const draw = (): readonly number[] => flowers[Math.floor(next() * flowers.length)] ?? [];
    for (let asked = 0; asked < count; asked += 50) {
      const rows = Array.from({ length: 50 }, () => draw().map((length) => length + more));
      const { status } = await call(`${host().url}/predict`, {
        json: { modelName: model, features: { float_input: rows } },
      });
      expect(status).toBe(200);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  };

  const uploadIris = async (version: string, metadata: object): Promise<void> => {
    const file = await readFile(join(root, 'examples/iris/iris-logreg.onnx'));
    const { status } = await upload(host().url, new Uint8Array(file), {
      modelId: model,
      version,
      metadata: JSON.stringify(metadata),
    });
    expect(status).toBe(200);
  };

  describe('drift of a model', () => {
    beforeAll(async () => {
      flowers = await readFlowers();
      const names = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
      const inputs = Object.fromEntries(
        names.map((name, column) => [
          name,
          histogram(
            flowers.map((flower) => flower[column] ?? 0),
            12,
          ),
        ]),
      );
      await uploadIris('v1', { featureNames: names, baselineDistributions: { inputs } });
    });

    it('is a matter of too little data at first', async () => {
      const { status, body } = await post(`drift/${model}/check`, { window: '1h' });
      expect([status, body]).toMatchObject([
        200,
        {
          severity: 'none',
          baseline: { source: 'metadata' },
          kinds: {
            input: { ok: false, reason: 'insufficientData', needed: 100, received: 0 },
            prediction: { ok: false, reason: 'noBaseline' },
            concept: { ok: false, reason: 'noBaseline' },
          },
        },
      ]);
    });

    it('is not there while flowers are those the model was made with', async () => {
      const from = Date.now();
      await ask(1_000);
      const { body } = await post(`drift/${model}/check`, { from, kinds: ['input'] });
      expect(body).toMatchObject({ severity: 'none', kinds: { input: { testedColumns: 4, driftScore: 0 } } });
    });

    it('is seen in inputs and answers once they are others, against a baseline fitted on the first', async () => {
      const begin = Date.now() - 3_600_000;
      const fitted = await post(`drift/${model}/baseline`, { from: begin, to: Date.now() });
      expect(fitted.body).toMatchObject({ ok: true, modelName: model, version: 'v1' });
      expect(fitted.body.rows).toBeGreaterThanOrEqual(1_000);
      const same = Date.now();
      await ask(500);
      const shifted = Date.now();
      await ask(500, 1);
      const before = await post(`drift/${model}/check`, { from: same, to: shifted });
      expect(before.body).toMatchObject({
        baseline: { source: 'window' },
        kinds: { input: { driftScore: 0 }, prediction: { driftScore: 0 } },
      });
      const { body } = await post(`drift/${model}/check`, { from: shifted });
      expect(body).toMatchObject({
        severity: 'drift',
        kinds: { input: { severity: 'drift', driftedColumns: 4 }, prediction: { severity: 'drift' } },
      });
      expect(body.kinds.input.driftScore).toBeGreaterThan(0.5);
      const listed = await call(`${host().url}/monitoring/drift/${model}?limit=1`);
      expect(listed.body).toMatchObject({ modelName: model, checks: [{ id: body.id, kinds: body.kinds }] });
      expect(typeof listed.body.nextCursor).toBe('string');
    });

    it('has its settings, and the quality of what it looks at', async () => {
      const config = `${host().url}/monitoring/config/${model}`;
      const put = await call(config, {
        method: 'PUT',
        json: { drift: { every: '6h', thresholds: { D: 0.2 } }, quality: { rules: { petal_width: { maximum: 3 } } } },
      });
      expect(put.status).toBe(200);
      expect((await call(config)).body).toMatchObject({
        drift: { every: '6h', window: '1d', thresholds: { D: 0.2 } },
        quality: { rules: { petal_width: { maximum: 3 } } },
      });
      const { body } = await post(`quality/${model}/check`, { window: '1h' });
      expect(body).toMatchObject({ severity: 'drift', compared: true, result: { ok: true } });
      expect(body.result.violations).toContainEqual(
        expect.objectContaining({ kind: 'outOfRange', columns: ['petal_width'], severity: 'drift' }),
      );
    });

    it('refuses what makes no sense', async () => {
      expectFailure(await post('drift/no-such-model/check', {}), 404, 'NOT_FOUND');
      expectFailure(await post(`drift/${model}/check`, { from: 2, to: 1 }), 400, 'INVALID_INPUT');
      expectFailure(await post(`drift/${model}/check`, { window: 'soon' }), 400, 'INVALID_INPUT');
    });

    it('is looked for by jobs that run once, whatever the number of threads', async () => {
      const { status, body } = await call(`${host().url}/monitoring/jobs`);
      const named = (name: string): unknown => expect.objectContaining({ name });
      expect(status).toBe(200);
      expect(body.jobs).toEqual(expect.arrayContaining([named('drift-checks'), named('quality-checks')]));
    });
  });
}
