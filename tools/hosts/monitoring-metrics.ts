import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { call, upload, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');
const features = { float_input: [5.1, 3.5, 1.4, 0.2] };
/** Threads tell each other every few seconds, and the machine may be busy. */
const patient = { timeout: 30_000, interval: 250 };

interface Lifecycle {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

/** Events, feedback and metrics, over all threads of a host and over a crash. */
export function describeMonitoringMetrics({ host, restart }: Lifecycle): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  const get = (path: string) => call(`${host().url}${path}`);
  const predict = (modelId: string, body: object = {}) =>
    call(`${host().url}/predict`, { json: { modelId, features, ...body } });

  describe('monitoring', () => {
    const modelId = 'watched';
    beforeAll(async () => {
      expect((await upload(host().url, iris, { modelId })).status).toBe(200);
      expect((await upload(host().url, iris, { modelId, version: 'v2' })).status).toBe(200);
    });

    it('counts every prediction once, whichever thread answered it, and by version', async () => {
      // Each on a connection of its own, so that all threads have some.
      const headers = { connection: 'close' };
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          call(`${host().url}/predict`, {
            headers,
            json: { modelId, version: i % 3 === 0 ? 'v2' : 'v1', features: i < 6 ? { wrong: [1] } : features },
          }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(54);
      const inferenceIds = answers.flatMap(({ body }) => (body.inferenceId as string | undefined) ?? []);
      const feedback = inferenceIds.slice(0, 10).map((inferenceId, i) => ({ inferenceId, outcome: i, correct: i < 4 }));
      await vi.waitFor(async () => {
        expect((await call(`${host().url}/feedback`, { json: feedback })).status).toBe(200);
      }, patient);
      await vi.waitFor(async () => {
        const expected = { count: 60, errorRate: 0.1, accuracy: 0.4 };
        expect((await get(`/monitoring/metrics?modelId=${modelId}`)).body).toMatchObject(expected);
        for (const granularity of ['5min', 'hourly', 'daily']) {
          const { body } = await get(`/monitoring/metrics/${modelId}?granularity=${granularity}`);
          expect(body.total).toMatchObject(expected);
        }
        const { body } = await get(`/monitoring/metrics/${modelId}/realtime?minutes=10`);
        expect(body).toMatchObject({ ...expected, versions: { v1: { count: 40 }, v2: { count: 20 } } });
        expect(body.throughput).toBeGreaterThan(0);
      }, patient);
      const { body } = await get(`/monitoring/metrics/${modelId}?version=v2`);
      expect(body.total).toMatchObject({ count: 20 });
    });

    it('shows the same to Prometheus, merged over threads', async () => {
      await vi.waitFor(async () => {
        const { body } = await get('/metrics');
        const value = (name: string, version: string): number =>
          Number(
            new RegExp(`^edge_ai_${name}\\{model="${modelId}",version="${version}"\\} (\\d+)$`, 'm').exec(
              body as string,
            )?.[1],
          );
        const answered = ['v1', 'v2'].map((version) => value('prediction_duration_seconds_count', version));
        const failed = ['v1', 'v2'].map((version) => value('prediction_errors_total', version));
        expect([answered, failed]).toEqual([
          [36, 18],
          [4, 2],
        ]);
      }, patient);
    });

    it('keeps what its configuration says, on every thread at once', async () => {
      const url = `${host().url}/monitoring/config/${modelId}`;
      const events = { redact: ['featuresIn.float_input'], durable: true };
      expect(await call(url, { method: 'PUT', json: { events } })).toMatchObject({ status: 200, body: { events } });
      for (let i = 0; i < 6; i++) {
        const { inferenceId } = (
          await call(`${host().url}/predict`, { headers: { connection: 'close' }, json: { modelId, features } })
        ).body as { inferenceId: string };
        expect((await get(`/InferenceEvent/${inferenceId}`)).body.featuresIn).toEqual({ float_input: '[redacted]' });
      }
      expect(await call(url, { method: 'PUT', json: { events: { redact: ['userId'] } } })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
    });

    it('refuses what makes no sense', async () => {
      for (const [path, status] of [
        ['/monitoring/metrics/nobody', 404],
        [`/monitoring/metrics/${modelId}?granularity=weekly`, 400],
        [`/monitoring/metrics/${modelId}?from=2&to=1`, 400],
        [`/monitoring/metrics/${modelId}/realtime?minutes=11`, 400],
        ['/monitoring/config/nobody', 404],
      ] as const) {
        expect([path, (await get(path)).status]).toEqual([path, status]);
      }
    });
  });

  describe('kill -9 under load', () => {
    it('loses only what was answered a moment before, and nothing of a durable model', async () => {
      for (const modelId of ['mortal', 'durable']) await upload(host().url, iris, { modelId });
      const durable = { method: 'PUT', json: { events: { durable: true } } };
      await call(`${host().url}/monitoring/config/durable`, durable);
      for (const modelId of ['mortal', 'durable']) expect((await predict(modelId)).status).toBe(200);
      const answered: { id: string; modelId: string; atMs: number }[] = [];
      let isKilled = false;
      const load = ['mortal', 'mortal', 'durable', 'durable'].map(async (modelId) => {
        while (!isKilled) {
          const answer = await predict(modelId).catch(() => undefined);
          if (answer?.status === 200)
            answered.push({ id: answer.body.inferenceId as string, modelId, atMs: performance.now() });
        }
      });
      await vi.waitFor(() => {
        expect(answered.length).toBeGreaterThan(200);
      }, patient);
      // What was answered two seconds before the kill must be there: twenty times what is promised.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const killedMs = performance.now();
      await host().kill();
      isKilled = true;
      await Promise.all(load);
      await restart();

      const ids = new Set<string>();
      for (const modelId of ['mortal', 'durable']) {
        let cursor: string | undefined;
        do {
          const next = cursor === undefined ? '' : `&cursor=${cursor}`;
          const { body } = await get(`/monitoring/events?modelId=${modelId}&limit=5000${next}`);
          for (const { id } of body.events as { id: string }[]) ids.add(id);
          cursor = body.nextCursor as string | undefined;
        } while (cursor !== undefined);
      }
      const lost = answered.filter(({ id }) => !ids.has(id));
      expect(lost.filter(({ modelId }) => modelId === 'durable')).toEqual([]);
      expect(lost.filter(({ atMs }) => atMs < killedMs - 2_000)).toEqual([]);
      expect(ids.size).toBeGreaterThan(200);
    });
  });
}
