import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import type { Datatype } from '@harper-edge/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeBadRequests } from './bad-requests.ts';
import { expectFailure, expectServing } from './expectations.ts';
import { call, callRaw, upload, type Answer, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

/** Everything a careless or hostile caller sends: each gets its status and a body that says what was expected. */
export function describeBadInput(host: () => RunningHost): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

  const expectStillServing = () => expectServing(host());

  beforeAll(async () => {
    expect((await upload(host().url, iris, { modelId: 'bad' })).status).toBe(200);
  });

  describeBadRequests(host);

  describe('model files', () => {
    it.each<[string, Uint8Array<ArrayBuffer>]>([
      ['empty', new Uint8Array()],
      ['truncated', iris.slice(0, iris.length - 40)],
      ['cut to a few bytes', iris.slice(0, 10)],
      ['a zip renamed to .onnx', bytes('PK\u0003\u0004 and so on')],
      ['text', bytes('this is not a model')],
      ['JSON', bytes('{"format":"graph-model"}')],
      ['random bytes', Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251)],
    ])('%s: 422, and nothing of it is ever listed', async (_name, file) => {
      expectFailure(await upload(host().url, file, { modelId: 'no-model' }), 422, 'INVALID_MODEL');
      expect((await call(`${host().url}/model/no-model/v1`)).status).toBe(404);
      expect((await call(`${host().url}/model/versions?modelId=no-model`)).status).toBe(404);
    });

    it('that contradict their declared schema: 422', async () => {
      const schema = JSON.stringify({ inputs: [{ name: 'float_input', shape: [1, 5] }] });
      expectFailure(await upload(host().url, iris, { modelId: 'no-model', inputSchema: schema }), 422, 'INVALID_MODEL');
    });

    it.each(['tensorflow', 'tensorflowjs', 'transformers', 'ollama'])(
      'of another framework, %s: 422',
      async (framework) => {
        expectFailure(await upload(host().url, iris, { modelId: 'no-model', framework }), 422, 'INVALID_MODEL');
      },
    );

    it('with missing, unknown or malformed fields: 400', async () => {
      for (const fields of [
        {},
        { modelId: 'x', framework: 'pickle' },
        { modelId: 'x', stage: 'live' },
        { modelId: 'x', metadata: '{' },
        { modelId: 'x', metadata: '[]' },
        { modelId: 'x', inputSchema: '{}' },
      ]) {
        expectFailure(await upload(host().url, iris, fields), 400, 'INVALID_INPUT');
      }
      const noFile = new FormData();
      noFile.append('modelId', 'x');
      expectFailure(await call(`${host().url}/model/upload`, { method: 'POST', body: noFile }), 400, 'INVALID_INPUT');
      expectFailure(
        await call(`${host().url}/Model`, {
          json: { modelId: 'x', version: 'v1', framework: 'onnx', modelBlob: '!!' },
        }),
        400,
        'INVALID_INPUT',
      );
    });
  });

  describe('ids', () => {
    it.each([
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e',
      '%252e%252e%252f',
      'a%00b',
      'a%2fb',
      '%C3%BC',
      'a'.repeat(129),
      '%20',
    ])('%s: 400 or 404', async (id) => {
      for (const path of [`/model/${id}/v1`, `/model/bad/${id}`, `/InferenceEvent/${id}`]) {
        const { status, body } = await callRaw(host().url, path);
        expect([400, 404]).toContain(status);
        expect(body).toMatchObject({ error: expect.any(String) as string });
      }
      expectFailure(await upload(host().url, iris, { modelId: decodeURIComponent(id) }), 400, 'INVALID_INPUT');
    });
  });

  describe('predictions', () => {
    const row = [5.1, 3.5, 1.4, 0.2];
    it.each<[string, unknown, number, string]>([
      ['no model', { features: { float_input: row } }, 400, 'INVALID_INPUT'],
      [
        'both spellings, different',
        { modelId: 'bad', modelName: 'good', features: { float_input: row } },
        400,
        'INVALID_INPUT',
      ],
      ['unknown model', { modelId: 'nobody', features: { float_input: row } }, 404, 'NOT_FOUND'],
      ['unknown version', { modelId: 'bad', version: 'v9', features: { float_input: row } }, 404, 'NOT_FOUND'],
      ['no features', { modelId: 'bad' }, 400, 'INVALID_INPUT'],
      ['features that are a list', { modelId: 'bad', features: row }, 400, 'INVALID_INPUT'],
      ['missing input', { modelId: 'bad', features: {} }, 400, 'INVALID_INPUT'],
      ['misspelt input', { modelId: 'bad', features: { floatinput: row } }, 400, 'INVALID_INPUT'],
      ['extra input', { modelId: 'bad', features: { float_input: row, more: 1 } }, 400, 'INVALID_INPUT'],
      ['too few numbers', { modelId: 'bad', features: { float_input: [1, 2, 3] } }, 400, 'INVALID_INPUT'],
      ['too many numbers', { modelId: 'bad', features: { float_input: [...row, ...row] } }, 400, 'INVALID_INPUT'],
      ['ragged rows', { modelId: 'bad', features: { float_input: [row, [1]] } }, 400, 'INVALID_INPUT'],
      ['text for numbers', { modelId: 'bad', features: { float_input: ['a', 'b', 'c', 'd'] } }, 400, 'INVALID_INPUT'],
      ['null for a number', { modelId: 'bad', features: { float_input: [null, 1, 2, 3] } }, 400, 'INVALID_INPUT'],
      [
        'a number no float can hold',
        { modelId: 'bad', features: { float_input: [1e300, 1, 2, 3] } },
        400,
        'INVALID_INPUT',
      ],
      [
        'a shape that lies',
        { modelId: 'bad', features: { float_input: { data: row, shape: [2, 4] } } },
        400,
        'INVALID_INPUT',
      ],
      [
        'a gigantic shape',
        { modelId: 'bad', features: { float_input: { data: row, shape: [2 ** 50, 4] } } },
        400,
        'INVALID_INPUT',
      ],
      ['an absurd time limit', { modelId: 'bad', features: { float_input: row }, timeoutMs: -5 }, 400, 'INVALID_INPUT'],
      ['broken JSON', '{"modelId":"bad",', 400, 'INVALID_INPUT'],
      ['a NaN token', '{"modelId":"bad","features":{"float_input":[NaN,1,2,3]}}', 400, 'INVALID_INPUT'],
      ['an empty body', '', 400, 'INVALID_INPUT'],
      ['JSON of the wrong kind', '[]', 400, 'INVALID_INPUT'],
      ['250,000 levels of nesting', '['.repeat(250_000), 413, 'TOO_LARGE'],
    ])('%s', async (_name, json, status, code) => {
      expectFailure(await call(`${host().url}/predict`, { json }), status, code);
      await expectStillServing();
    });

    it('NaN by its name goes in', async () => {
      const { status } = await call(`${host().url}/predict`, {
        json: { modelId: 'bad', features: { float_input: ['NaN', 1, 2, 3] } },
      });
      expect(status).toBe(200);
    });
  });

  describe('numbers', () => {
    const identity = (datatype: Datatype): Uint8Array<ArrayBuffer> =>
      new Uint8Array(
        writeOnnx({
          producerName: 'test',
          opsets: { '': 15 },
          graph: {
            name: 'identity',
            nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
            inputs: [{ name: 'x', datatype, shape: ['N'] }],
            outputs: [{ name: 'y', datatype, shape: ['N'] }],
          },
        }),
      );
    const predict = async (datatype: Datatype, x: string): Promise<Answer> => {
      const modelId = `identity-${datatype}`;
      expect((await upload(host().url, identity(datatype), { modelId })).status).toBe(200);
      return call(`${host().url}/predict`, { json: `{"modelId":"${modelId}","features":{"x":${x}}}` });
    };

    it.each<[Datatype, string, unknown]>([
      [
        'INT64',
        '[9007199254740993, -9223372036854775808, "9223372036854775807", 5]',
        ['9007199254740993', '-9223372036854775808', '9223372036854775807', 5],
      ],
      ['UINT8', '[0, 255]', [0, 255]],
      ['FP64', '[0.1, "NaN", "-Infinity"]', [0.1, 'NaN', '-Infinity']],
      ['BOOL', '[true, false]', [true, false]],
      ['BYTES', '["🏔", ""]', ['🏔', '']],
    ])('%s comes back exactly', async (datatype, x, expected) => {
      expect((await predict(datatype, x)).body.prediction).toEqual({ y: expected });
    });

    it('big integers in feedback and metadata are kept as their digits', async () => {
      const asked = { modelId: 'bad', features: { float_input: [5.1, 3.5, 1.4, 0.2] } };
      const { inferenceId } = (await call(`${host().url}/predict`, { json: asked })).body as { inferenceId: string };
      const feedback = `{"inferenceId":"${inferenceId}","outcome":{"orderId":9223372036854775808}}`;
      expect((await call(`${host().url}/feedback`, { json: feedback })).status).toBe(200);
      expect((await call(`${host().url}/InferenceEvent/${inferenceId}`)).body.actualOutcome).toEqual({
        orderId: '9223372036854775808',
      });
    });

    it.each<[Datatype, string]>([
      ['UINT8', '[300]'],
      ['UINT8', '[-1]'],
      ['INT32', '[1.7]'],
      ['INT64', '[9223372036854775808]'],
      ['INT64', '[1.5]'],
      ['BOOL', '["yes"]'],
      ['BYTES', '[1]'],
      ['FP32', '[1], "x": [2]'],
    ])('%s refuses %s', async (datatype, x) => {
      expectFailure(await predict(datatype, x), 400, 'INVALID_INPUT');
    });
  });

  describe('feedback and queries', () => {
    it('for what is not there: 404', async () => {
      expectFailure(
        await call(`${host().url}/feedback`, { json: { inferenceId: 'nobody', outcome: 1 } }),
        404,
        'NOT_FOUND',
      );
      expectFailure(await call(`${host().url}/InferenceEvent/nobody`), 404, 'NOT_FOUND');
      expectFailure(await call(`${host().url}/monitoring/metrics?modelId=nobody`), 404, 'NOT_FOUND');
    });

    it.each([
      '/monitoring/metrics',
      '/monitoring/events?limit=0',
      '/monitoring/events?limit=x',
      '/monitoring/events?cursor=x',
      '/monitoring/events?startTime=yesterday',
      '/monitoring/events?startTime=2&endTime=1',
      '/models?stage=live',
      '/model/versions',
    ])('malformed %s: 400', async (path) => {
      expectFailure(await call(`${host().url}${path}`), 400, 'INVALID_INPUT');
    });
  });
}
