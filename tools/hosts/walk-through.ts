import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it, vi } from 'vitest';
import { call, upload, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

const otherSuccesses: Readonly<Record<string, string>> = {
  'post /model-fetch/jobs': '202',
  'post /monitoring/retraining-requests': '201',
  'post /tenants/{tenant}/keys': '201',
};

/** From upload to metrics, as a new user goes. */
export function describeWalkThrough(host: () => RunningHost): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));

  describe('walk-through with the shipped classifier', () => {
    let inferenceId: string;

    it('uploads it', async () => {
      const { status, body } = await upload(host().url, iris, {
        modelId: 'walk',
        stage: 'production',
        metadata: '{"owner":"me"}',
      });
      expect([status, body]).toEqual([
        200,
        {
          success: true,
          modelId: 'walk',
          version: 'v1',
          uploadedAt: expect.any(Number) as number,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          sizeBytes: iris.length,
        },
      ]);
    });

    it('shows what the file declares', async () => {
      const { status, body } = await call(`${host().url}/model/walk/v1`);
      expect([status, body]).toMatchObject([
        200,
        {
          id: 'walk:v1',
          framework: 'onnx',
          stage: 'production',
          platform: 'onnx_onnxv1',
          inputs: [{ name: 'float_input', datatype: 'FP32', shape: [-1, 4] }],
          outputs: [
            { name: 'label', datatype: 'BYTES', shape: [-1] },
            { name: 'probabilities', datatype: 'FP32', shape: [-1, 3] },
          ],
          metadata: { owner: 'me' },
        },
      ]);
      expect((await call(`${host().url}/model/versions?modelId=walk`)).body).toMatchObject({
        modelId: 'walk',
        versions: [{ version: 'v1' }],
      });
      expect((await call(`${host().url}/models?stage=production&framework=onnx`)).body.models).toContainEqual(body);
      expect((await call(`${host().url}/Model/walk:v1`)).body).toEqual(body);
      expect((await call(`${host().url}/Model?stage=production`)).body).toContainEqual(body);
    });

    it('predicts', async () => {
      const { status, headers, body } = await call(`${host().url}/predict`, {
        headers: { 'x-request-id': 'my-request' },
        json: { modelId: 'walk', features: { float_input: [5.1, 3.5, 1.4, 0.2] }, userId: 'u1', sessionId: 's1' },
      });
      expect([status, headers.get('x-request-id'), body]).toMatchObject([
        200,
        'my-request',
        { prediction: { label: 'setosa' }, modelName: 'walk', modelVersion: 'v1', framework: 'onnx' },
      ]);
      expect(headers.get('server-timing')).toMatch(/infer;dur=[\d.]+, total;dur=[\d.]+/);
      const { prediction, confidence, latencyMs } = body as {
        prediction: { probabilities: number[] };
        confidence: number;
        latencyMs: number;
      };
      expect(prediction.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(confidence).toBe(Math.max(...prediction.probabilities));
      expect(latencyMs).toBeGreaterThan(0);
      inferenceId = body.inferenceId as string;
    });

    it('records the prediction and joins what really happened', async () => {
      const before = (await call(`${host().url}/InferenceEvent/${inferenceId}`)).body;
      expect(before).toMatchObject({
        modelId: 'walk',
        requestId: 'my-request',
        userId: 'u1',
        featuresIn: { float_input: [5.1, 3.5, 1.4, 0.2] },
        prediction: { label: 'setosa' },
        actualOutcome: null,
        correct: null,
      });
      const feedback = { inferenceId, outcome: { class: 'setosa' }, correct: true };
      for (let times = 0; times < 2; times++) {
        expect(await call(`${host().url}/feedback`, { json: feedback })).toMatchObject({
          status: 200,
          body: { success: true, inferenceId },
        });
      }
      expect((await call(`${host().url}/InferenceEvent/${inferenceId}`)).body).toMatchObject({
        actualOutcome: { class: 'setosa' },
        correct: true,
      });
      const put = { actualOutcome: '{"label":"setosa"}', feedbackTimestamp: 1_234_567_890, correct: true };
      const putUrl = `${host().url}/InferenceEvent/${inferenceId}`;
      expect(await call(putUrl, { method: 'PUT', json: put })).toMatchObject({
        status: 200,
        body: { actualOutcome: { label: 'setosa' }, feedbackTimestamp: 1_234_567_890 },
      });
    });

    it('takes an outcome that is plain text', async () => {
      const url = `${host().url}/InferenceEvent/${inferenceId}`;
      const put = { actualOutcome: 'setosa', correct: true };
      expect(await call(url, { method: 'PUT', json: put })).toMatchObject({
        status: 200,
        body: { actualOutcome: 'setosa' },
      });
    });

    it('adds everything up', async () => {
      const wrong = (
        await call(`${host().url}/predict`, {
          json: { modelName: 'walk', inputs: { float_input: [[6.3, 3.3, 6, 2.5]] } },
        })
      ).body;
      expect(wrong.prediction.label).toEqual(['virginica']);
      await call(`${host().url}/feedback`, {
        json: [{ inferenceId: wrong.inferenceId as string, outcome: 'versicolor', correct: false }],
      });
      await call(`${host().url}/predict`, { json: { modelId: 'walk', features: { float_input: [1, 2, 3] } } });
      // Another thread of the host may have recorded them, and still holds them for a moment.
      const { status, body } = await vi.waitFor(async () => {
        const metrics = await call(`${host().url}/monitoring/metrics?modelId=walk`);
        expect(metrics.body).toMatchObject({ count: 3, accuracy: 0.5 });
        return metrics;
      }, 30_000);
      expect([status, body]).toMatchObject([200, { modelId: 'walk', count: 3, accuracy: 0.5, errorRate: 1 / 3 }]);
      expect(body.p50Latency).toBeGreaterThan(0);
      const events = (await call(`${host().url}/monitoring/events?modelId=walk&limit=2`)).body;
      expect(events).toMatchObject({
        count: 2,
        events: [{ errorCode: 'INVALID_INPUT' }, { prediction: { label: ['virginica'] } }],
      });
      const rest = (
        await call(`${host().url}/monitoring/events?modelId=walk&limit=2&cursor=${events.nextCursor as string}`)
      ).body;
      expect(rest.events).toMatchObject([{ id: inferenceId }]);
      expect(rest.nextCursor).toBeUndefined();
      expect((await call(`${host().url}/monitoring/events?modelId=walk&userId=u1`)).body.count).toBe(1);
      expect(
        (await call(`${host().url}/monitoring/events?modelId=walk&startTime=2000-01-01&endTime=2001-01-01`)).body.count,
      ).toBe(0);
    });

    it('serves the production version until another one takes over, and refuses to delete what is in production', async () => {
      await upload(host().url, iris, { modelId: 'walk', version: 'v2' });
      const served = async () =>
        (await call(`${host().url}/predict`, { json: { modelId: 'walk', features: { float_input: [5, 3, 1, 0] } } }))
          .body.modelVersion as string;
      expect(await served()).toBe('v1');
      expect((await call(`${host().url}/model/walk/v1`, { method: 'DELETE' })).status).toBe(409);
      await upload(host().url, iris, { modelId: 'walk', version: 'v3', stage: 'production' });
      expect(await served()).toBe('v3');
      expect((await call(`${host().url}/model/walk/v1`)).body.stage).toBe('archived');
      expect((await call(`${host().url}/model/walk/v1`, { method: 'DELETE' })).status).toBe(200);
      expect((await call(`${host().url}/model/walk/v1`)).status).toBe(404);
    });

    it('takes models as JSON and as raw bytes too', async () => {
      const json = {
        modelName: 'walk-json',
        modelVersion: 'v1',
        framework: 'onnx',
        modelBlob: Buffer.from(iris).toString('base64'),
        inputSchema: '{"inputs":[{"name":"float_input","shape":[1,4]}]}',
      };
      expect(await call(`${host().url}/Model`, { json })).toMatchObject({
        status: 200,
        body: { modelId: 'walk-json', sizeBytes: iris.length },
      });
      const raw = { method: 'PUT', body: iris, headers: { 'content-type': 'application/octet-stream' } };
      expect(await call(`${host().url}/model/walk-raw/v1/blob`, raw)).toMatchObject({
        status: 200,
        body: { modelId: 'walk-raw', sizeBytes: iris.length },
      });
      const asked = { modelId: 'walk-raw', features: { float_input: [5.1, 3.5, 1.4, 0.2] } };
      expect((await call(`${host().url}/predict`, { json: asked })).body.prediction.label).toBe('setosa');
    });

    it('answers maps where the model declares maps', async () => {
      const zipMap = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg-zipmap.onnx')));
      expect((await upload(host().url, zipMap, { modelId: 'walk-zipmap' })).status).toBe(200);
      const asked = { modelId: 'walk-zipmap', features: { float_input: [5.1, 3.5, 1.4, 0.2] } };
      const { body } = await call(`${host().url}/predict`, { json: asked });
      expect(body.prediction.output_label).toBe('setosa');
      expect(Object.keys(body.prediction.output_probability as object)).toEqual(['setosa', 'versicolor', 'virginica']);
    });
  });

  describe('health, status and description', () => {
    it('say what the host is', async () => {
      expect((await call(`${host().url}/health/live`)).body).toEqual({ live: true });
      expect((await call(`${host().url}/health/ready`)).body).toEqual({ ready: true, live: true });
      const { body } = await call(`${host().url}/Status`);
      expect(body).toMatchObject({
        status: 'ok',
        frameworks: ['onnx', 'tensorflow', 'tensorflowjs', 'transformers', 'ollama'],
      });
      expect(body.modelsLoaded.length).toBeGreaterThan(0);
    });

    it('describe every route in OpenAPI 3.1, and have a page for it', async () => {
      const { body } = await call(`${host().url}/openapi.json`);
      expect(body.openapi).toBe('3.1.0');
      expect(await new Validator().validate(body as Record<string, unknown>)).toMatchObject({ valid: true });
      for (const [path, operations] of Object.entries(body.paths as Record<string, Record<string, object>>)) {
        for (const [verb, operation] of Object.entries(operations)) {
          expect(operation, `${verb} ${path}`).toMatchObject({ operationId: expect.any(String) as string });
          const { responses } = operation as { readonly responses: object };
          const answered = Object.keys(responses).filter((status) => status.startsWith('2'));
          expect(answered, `${verb} ${path}`).toEqual([otherSuccesses[`${verb} ${path}`] ?? '200']);
        }
      }
      const paths = [
        '/predict',
        '/feedback',
        '/model/upload',
        '/model/versions',
        '/model/{modelId}/{version}',
        '/models',
        '/Model',
      ];
      const more = [
        '/InferenceEvent/{id}',
        '/monitoring/events',
        '/monitoring/metrics',
        '/health/live',
        '/health/ready',
        '/Status',
      ];
      expect(Object.keys(body.paths as object)).toEqual(expect.arrayContaining([...paths, ...more]));
      expect(await call(`${host().url}/docs`)).toMatchObject({
        status: 200,
        body: expect.stringContaining('swagger-ui') as string,
      });
      for (const part of ['swagger-ui.css', 'swagger-ui-bundle.js'])
        expect((await call(`${host().url}/docs/${part}`)).status).toBe(200);
      expect((await call(`${host().url}/docs/package.json`)).status).toBe(404);
    });
  });
}
