import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import type { Datatype } from '@harper-edge/contracts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectFailure, expectServing } from './expectations.ts';
import { call, callRaw, upload, type RunningHost } from './running-host.ts';
import { createV2Client, type V2Tensor, type V2Value } from './v2-client.ts';

const root = join(import.meta.dirname, '../..');
const sharedModels = join(root, '../shared/models');
const isThere = existsSync(sharedModels);

const readModel = (path: string) => new Uint8Array(readFileSync(path));

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

/** Every route of the protocol, asked by a client that knows only its specification. */
export function describeOpenInferenceProtocol(host: () => RunningHost): void {
  const client = () => createV2Client(host().url);
  const iris = JSON.parse(readFileSync(join(root, 'examples/iris/expected.json'), 'utf8')) as {
    input: number[][];
    label: string[];
    probabilities: number[][];
  };
  const flowers: V2Tensor = {
    name: 'float_input',
    datatype: 'FP32',
    shape: [iris.input.length, 4],
    values: iris.input.flat(),
  };

  describe('Open Inference Protocol V2', () => {
    beforeAll(async () => {
      const model = readModel(join(root, 'examples/iris/iris-logreg.onnx'));
      expect((await upload(host().url, model, { modelId: 'v2-iris', stage: 'production' })).status).toBe(200);
      expect((await upload(host().url, model, { modelId: 'v2-iris', version: 'v2' })).status).toBe(200);
      // For `expectServing`.
      expect((await upload(host().url, model, { modelId: 'bad' })).status).toBe(200);
    });

    it('tells what the server is', async () => {
      expect(await client().server()).toMatchObject({
        name: 'harper-edge-ai',
        extensions: expect.arrayContaining(['binary_tensor_data', 'statistics']) as string[],
      });
      expect(await client().isLive()).toBe(true);
      expect(await client().isReady()).toBe(true);
      expect((await call(`${host().url}/v2/health/live`)).body).toEqual({ live: true });
      expect((await call(`${host().url}/v2/health/ready`)).body).toEqual({ ready: true, live: true });
    });

    it('describes a model', async () => {
      expect((await client().models()).models).toContain('v2-iris');
      const described = {
        name: 'v2-iris',
        versions: expect.arrayContaining(['v1', 'v2']) as string[],
        platform: 'onnx_onnxv1',
        inputs: [{ name: 'float_input', datatype: 'FP32', shape: [-1, 4] }],
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'probabilities', datatype: 'FP32', shape: [-1, 3] },
        ],
      };
      expect(await client().metadata('v2-iris')).toEqual(described);
      expect(await client().metadata('v2-iris', 'v2')).toEqual(described);
      expect(await client().modelReady('v2-iris')).toEqual({ name: 'v2-iris', ready: true });
      expect(await client().modelReady('v2-iris', 'v2')).toEqual({ name: 'v2-iris', ready: true });
      const config = await client().config('v2-iris');
      expect(config).toMatchObject({
        name: 'v2-iris',
        platform: 'onnx_onnxv1',
        input: [{ name: 'float_input', data_type: 'TYPE_FP32', dims: [4] }],
        output: [
          { name: 'label', data_type: 'TYPE_STRING', dims: [] },
          { name: 'probabilities', data_type: 'TYPE_FP32', dims: [3] },
        ],
      });
      expect(config['max_batch_size']).toBeGreaterThan(1);
    });

    it.each([
      ['JSON', { binaryInputs: false, binaryOutputs: false }],
      ['binary', { binaryInputs: true, binaryOutputs: true }],
      ['JSON in, binary out', { binaryInputs: false, binaryOutputs: true }],
      ['binary in, JSON out', { binaryInputs: true, binaryOutputs: false }],
    ])('gives the probabilities of scikit-learn: %s', async (_name, forms) => {
      const answer = await client().infer('v2-iris', [flowers], { ...forms, id: 'my id' });
      expect(answer).toMatchObject({ modelName: 'v2-iris', modelVersion: 'v1', id: 'my id' });
      const [label, probabilities] = answer.outputs;
      expect(label).toMatchObject({ name: 'label', datatype: 'BYTES', shape: [10], isBinary: forms.binaryOutputs });
      expect(label?.values.map(String)).toEqual(iris.label);
      expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [10, 3] });
      iris.probabilities.flat().forEach((share, index) => {
        expect(probabilities?.values[index]).toBeCloseTo(share, 5);
      });
      expect(answer.headers.get('server-timing')).toMatch(/infer;dur=[\d.]+, total;dur=[\d.]+/);
    });

    it('gives the same bits in both forms, and mixes them in one answer', async () => {
      const asked = [{ name: 'probabilities', binary: true }, { name: 'label' }];
      const mixed = await client().infer('v2-iris', [flowers], { outputs: asked, version: 'v2' });
      expect(mixed.outputs).toMatchObject([
        { name: 'probabilities', isBinary: true },
        { name: 'label', isBinary: false },
      ]);
      expect(mixed.modelVersion).toBe('v2');
      const json = await client().infer('v2-iris', [flowers], { outputs: [{ name: 'probabilities' }] });
      expect(json.outputs[0]?.values).toEqual(mixed.outputs[0]?.values);
    });

    it('takes one flower as bare bytes', async () => {
      const bytes = Buffer.from(Float32Array.of(5.1, 3.5, 1.4, 0.2).buffer);
      const answer = await client().inferRaw('v2-iris', bytes);
      expect(answer.outputs).toMatchObject([
        { name: 'label', shape: [1], isBinary: true },
        { name: 'probabilities', shape: [1, 3], isBinary: true },
      ]);
      expect(String(answer.outputs[0]?.values)).toBe('setosa');
    });

    it('records what it answers, and takes feedback for it', async () => {
      const { parameters } = await client().infer('v2-iris', [
        { ...flowers, shape: [1, 4], values: [5.1, 3.5, 1.4, 0.2] },
      ]);
      const inferenceId = parameters['inference_id'] as string;
      const feedback = { inferenceId, outcome: 'setosa', correct: true };
      expect((await call(`${host().url}/feedback`, { json: feedback })).status).toBe(200);
      expect((await call(`${host().url}/InferenceEvent/${inferenceId}`)).body).toMatchObject({
        modelId: 'v2-iris',
        featuresIn: { float_input: [[expect.closeTo(5.1, 5), 3.5, expect.closeTo(1.4, 5), expect.closeTo(0.2, 5)]] },
        prediction: { label: ['setosa'] },
        correct: true,
      });
    });

    it('compresses both ways', async () => {
      const many = {
        ...flowers,
        shape: [200, 4],
        values: Array.from({ length: 800 }, (_, i) => iris.input.flat()[i % 40] ?? 0),
      };
      const plain = await client().infer('v2-iris', [many], { headers: { 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      for (const coding of ['gzip', 'deflate']) {
        const packed = await client().infer('v2-iris', [many], {
          binaryOutputs: true,
          headers: { 'accept-encoding': coding },
        });
        expect(packed.headers.get('content-encoding')).toBe(coding);
        expect(packed.outputs.map(({ values }) => values)).toEqual(plain.outputs.map(({ values }) => values));
      }
      const body = gzipSync(JSON.stringify({ inputs: [{ ...flowers, data: flowers.values }] }));
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const url = `${host().url}/v2/models/v2-iris/infer`;
      expect((await call(url, { method: 'POST', body: new Uint8Array(body), headers })).status).toBe(200);
    });

    it('loads, counts and unloads', async () => {
      // A host of several threads answers from any of them, each with its own memory: ask until the one that did it answers.
      const patience = { timeout: 20_000 };
      const stateOf = async () =>
        (await client().index()).filter(({ name, version }) => name === 'v2-iris' && version === 'v1');
      await vi.waitFor(async () => {
        await client().load('v2-iris');
        expect(await stateOf()).toEqual([{ name: 'v2-iris', version: 'v1', state: 'READY', reason: '' }]);
        expect((await client().index(true)).map(({ state }) => state)).not.toContain('UNAVAILABLE');
      }, patience);
      await vi.waitFor(async () => {
        await client().infer('v2-iris', [flowers]);
        const [stats] = (await client().stats('v2-iris', 'v1')).model_stats as [Record<string, number>];
        expect(stats).toMatchObject({ name: 'v2-iris', version: 'v1' });
        expect(stats['inference_count']).toBeGreaterThanOrEqual(10);
        expect(stats['last_inference']).toBeGreaterThan(Date.now() - 60_000);
        expect((await client().stats()).model_stats.map(({ name }) => name)).toContain('v2-iris');
      }, patience);
      expect((await client().stats('v2-iris')).model_stats).toHaveLength(2);
      await vi.waitFor(async () => {
        await client().unload('v2-iris');
        expect(await stateOf()).toEqual([{ name: 'v2-iris', version: 'v1', state: 'UNAVAILABLE', reason: 'unloaded' }]);
      }, patience);
      expect((await client().infer('v2-iris', [flowers])).outputs).toHaveLength(2);
    });
  });

  describe('Open Inference Protocol V2: every value comes back as it was', () => {
    const cases: readonly (readonly [Datatype, readonly V2Value[]])[] = [
      ['INT64', [9007199254740993n, -9223372036854775808n, 9223372036854775807n, 5n]],
      ['UINT64', [18446744073709551615n, 0n, 9007199254740993n]],
      ['INT32', [-2147483648, 2147483647]],
      ['UINT8', [0, 255]],
      ['BOOL', [true, false]],
      ['FP32', [1.5, Number.NaN, Infinity, -Infinity, -0, 1.401298464324817e-45]],
      ['FP64', [0.1, Number.NaN, -Infinity, -0, 1.7976931348623157e308]],
      ['BYTES', ['', 'a\u0001b', '🏔', '\uFEFF', 'x'.repeat(100_000)]],
    ];
    it.each(cases)('%s', async (datatype, values) => {
      const model = `v2-same-${datatype}`;
      expect((await upload(host().url, identity(datatype), { modelId: model })).status).toBe(200);
      const asBytes = datatype === 'BYTES' ? values.map((value) => Buffer.from(value as string)) : values;
      for (const binaryInputs of [true, false]) {
        for (const binaryOutputs of [true, false]) {
          const input = { name: 'x', datatype, shape: [values.length], values };
          const { outputs } = await client().infer(model, [input], { binaryInputs, binaryOutputs });
          expect(outputs[0]).toMatchObject({ name: 'y', datatype, shape: [values.length], isBinary: binaryOutputs });
          expect(outputs[0]?.values).toEqual(asBytes);
        }
      }
      const none = await client().infer(model, [{ name: 'x', datatype, shape: [0], values: [] }]);
      expect(none.outputs[0]).toMatchObject({ shape: [0], values: [] });
    });
  });

  describeFaults(host);

  describe.skipIf(!isThere)(
    `Open Inference Protocol V2: real models${isThere ? '' : ' (skipped: the folder ../shared/models is not there)'}`,
    () => {
      const give = async (modelId: string, path: string) => {
        expect((await upload(host().url, readModel(join(sharedModels, path)), { modelId })).status).toBe(200);
      };

      it('text goes in as text', async () => {
        await give('v2-toxicity', 'toxicity-linear/toxicity-text.onnx');
        const { inputs } = (await client().metadata('v2-toxicity')) as { inputs: { name: string; shape: number[] }[] };
        const [spec] = inputs;
        const values = ['You are a stupid idiot and I hate you', 'The tent kept us dry all night'];
        const input = {
          name: spec?.name ?? '',
          datatype: 'BYTES',
          shape: [2, ...(spec?.shape.slice(1) ?? [])],
          values,
        };
        for (const binaryInputs of [true, false]) {
          const { outputs } = await client().infer('v2-toxicity', [input], { binaryInputs });
          const shares = outputs.find(({ name }) => name === 'probabilities')?.values;
          expect(shares).toHaveLength(4);
          expect(shares?.[1]).toBeCloseTo(0.9737, 3);
          expect(shares?.[3]).toBeCloseTo(0.0603, 3);
        }
      });

      it('64-bit token ids give an embedding', async () => {
        await give('v2-embedding', 'text-embed-384-onnx/onnx/model_quantized.onnx');
        const ids = [101n, 1037n, 2300n, 18907n, 9311n, 2005n, 2048n, 2111n, 102n];
        const tensor = (name: string, values: readonly bigint[]): V2Tensor => ({
          name,
          datatype: 'INT64',
          shape: [1, 9],
          values,
        });
        const inputs = [
          tensor('input_ids', ids),
          tensor(
            'attention_mask',
            ids.map(() => 1n),
          ),
          tensor(
            'token_type_ids',
            ids.map(() => 0n),
          ),
        ];
        for (const binary of [true, false]) {
          const options = { binaryInputs: binary, binaryOutputs: binary, outputs: [{ name: 'sentence_embedding' }] };
          const { outputs } = await client().infer('v2-embedding', inputs, options);
          const expected = [-0.003831, 0.027826, 0.030106, -0.02619, -0.043246, -0.065956];
          expect(outputs[0]?.shape).toEqual([1, 384]);
          expected.forEach((value, index) => {
            expect(outputs[0]?.values[index]).toBeCloseTo(value, 5);
          });
        }
      });
    },
  );
}

/** What a careless or hostile caller sends: refused with its status, and the next good request gives the same bits. */
function describeFaults(host: () => RunningHost): void {
  const good = { name: 'float_input', datatype: 'FP32', shape: [1, 4], data: [5.1, 3.5, 1.4, 0.2] };
  const infer = (json: unknown) => call(`${host().url}/v2/models/bad/infer`, { json });
  const inferBytes = (body: Buffer, headers: Record<string, string>) =>
    call(`${host().url}/v2/models/bad/infer`, { method: 'POST', body: new Uint8Array(body), headers });
  const withHeader = (message: object, data: string) => {
    const json = Buffer.from(JSON.stringify(message));
    const headers = { 'inference-header-content-length': String(json.length) };
    return inferBytes(Buffer.concat([json, Buffer.from(data, 'hex')]), headers);
  };
  const changed = (change: object) => ({ inputs: [{ ...good, ...change }] });

  describe('Open Inference Protocol V2: faults', () => {
    it.each<[string, string]>([
      ['no body', ''],
      ['a body cut off', '{"inputs":[{"name":"float_input"'],
      ['a list', '[]'],
      ['a word', 'null'],
      ['a key given twice', '{"inputs":[],"inputs":[]}'],
    ])('1: %s is 400', async (_name, text) => {
      expectFailure(await infer(text), 400, 'INVALID_INPUT');
    });

    it.each<[string, object, RegExp]>([
      ['no inputs', { inputs: [] }, /inputs/],
      [
        'an unknown input',
        { inputs: [good, { ...good, name: 'z' }] },
        /expected "float_input".*received "float_input", "z"/,
      ],
      ['an input twice', { inputs: [good, good] }, /"float_input" is given twice/],
      ['a missing input', changed({ name: 'z' }), /expected "float_input".*received "z"/],
      ['an unknown output', { inputs: [good], outputs: [{ name: 'z' }] }, /"z" is unknown.*"label", "probabilities"/],
      [
        'an output twice',
        { inputs: [good], outputs: [{ name: 'label' }, { name: 'label' }] },
        /"label" is given twice/,
      ],
      ['3: too few elements', changed({ data: [1, 2, 3] }), /needs 4 elements, received 3/],
      [
        '3: other nesting',
        changed({
          data: [
            [1, 2],
            [3, 4],
          ],
        }),
        /\[1, 4\], received nested arrays of shape \[2, 2\]/,
      ],
      ['4: a negative size', changed({ shape: [-1, 4] }), /float_input.*received \[-1,4\]/],
      ['4: a fraction of a size', changed({ shape: [1.5, 4] }), /float_input.*received \[1\.5,4\]/],
      ['4: a product beyond 2^64', changed({ shape: [2 ** 40, 2 ** 40] }), /product up to/],
      ['5: another datatype', changed({ datatype: 'FP64' }), /expected datatype FP32, received "FP64"/],
      ['5: an unknown datatype', changed({ datatype: 'BF16' }), /expected datatype FP32, received "BF16"/],
      ['5: text', changed({ data: [1, 2, 3, 'x'] }), /element 3: .*received "x"/],
      ['5: null', changed({ data: [1, 2, 3, null] }), /element 3: .*received null/],
    ])('2: %s is 400', async (_name, message, expected) => {
      const answer = await infer(message);
      expectFailure(answer, 400, 'INVALID_INPUT');
      expect(answer.body.error).toMatch(expected);
    });

    it.each(['-1', 'ten', '99999999999', '1.5', ''])('3: the header length "%s" is 400', async (length) => {
      const answer = await inferBytes(Buffer.from(JSON.stringify({ inputs: [good] })), {
        'inference-header-content-length': length,
      });
      expectFailure(answer, 400, 'INVALID_INPUT');
    });

    it('3: binary data that is too short, too long or left over is 400, with both numbers', async () => {
      const binary = (size: number) => ({
        inputs: [{ ...good, data: undefined, parameters: { binary_data_size: size } }],
      });
      for (const [size, bytes, expected] of [
        [12, 12, /needs 16 bytes of FP32, received 12/],
        [16, 15, /declare 16 bytes .* received 15/],
        [16, 17, /declare 16 bytes .* received 17/],
        [16, 0, /declare 16 bytes .* received 0/],
      ] as const) {
        const answer = await withHeader(binary(size), '00'.repeat(bytes));
        expectFailure(answer, 400, 'INVALID_INPUT');
        expect(answer.body.error).toMatch(expected);
      }
    });

    it.each<[Datatype, unknown]>([
      ['UINT8', 300],
      ['INT32', 1.7],
      ['INT64', '1.0'],
      ['BYTES', 5],
      // The runtime would cut it there.
      ['BYTES', 'a\0b'],
    ])('5: %s refuses %j', async (datatype, element) => {
      const model = `v2-same-${datatype}`;
      expect((await upload(host().url, identity(datatype), { modelId: model })).status).toBe(200);
      const json = { inputs: [{ name: 'x', datatype, shape: [1], data: [element] }] };
      expectFailure(await call(`${host().url}/v2/models/${model}/infer`, { json }), 400, 'INVALID_INPUT');
    });

    it('7: nesting of 250,000 levels is refused, and holds nothing up', async () => {
      for (const path of ['models/bad/infer', 'repository/index', 'repository/models/bad/load']) {
        const asked = call(`${host().url}/v2/${path}`, { json: '['.repeat(250_000) });
        const startMs = performance.now();
        expect((await call(`${host().url}/v2/health/live`)).status).toBe(200);
        expect(performance.now() - startMs).toBeLessThan(1_000);
        expectFailure(await asked, 413, 'TOO_LARGE');
      }
    });

    it.each(['../etc', '%2e%2e%2fetc', '%2Fetc', '%20', '%00', 'x'.repeat(10_000), '%D1%96ris', 'tenant%3Abad'])(
      '10: the name %s touches nothing',
      async (name) => {
        for (const path of [`/v2/models/${name}`, `/v2/models/bad/versions/${name}`, `/v2/models/${name}/ready`]) {
          expect((await callRaw(host().url, path)).status).toBeOneOf([400, 404]);
        }
      },
    );

    it('10: an unknown model or version is 404 on every route', async () => {
      const client = createV2Client(host().url);
      const input = { ...good, values: good.data };
      for (const ask of [
        () => client.metadata('none'),
        () => client.metadata('bad', 'v9'),
        () => client.modelReady('none'),
        () => client.config('none'),
        () => client.stats('none'),
        () => client.infer('none', [input]),
        () => client.infer('bad', [input], { version: 'v9', binaryInputs: true }),
        () => client.load('none'),
        () => client.unload('none'),
      ]) {
        await expect(ask()).rejects.toMatchObject({ status: 404 });
      }
    });

    it('and the host goes on as before', async () => {
      await expectServing(host());
      const client = createV2Client(host().url);
      const before = await client.infer('bad', [{ ...good, values: good.data }], { binaryOutputs: true });
      await infer(changed({ data: [Number.MAX_VALUE, 0, 0, 0] }));
      const after = await client.infer('bad', [{ ...good, values: good.data }], { binaryOutputs: true });
      expect(after.outputs).toEqual(before.outputs);
    });
  });
}
