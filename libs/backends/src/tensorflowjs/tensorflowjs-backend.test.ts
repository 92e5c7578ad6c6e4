import { memoryUsage } from 'node:process';
import { isEdgeError, type Tensor } from '@harper-edge/contracts';
import { backendConformance } from '@harper-edge/contracts/testing';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createTensorflowjsBackend } from './index.ts';
import { affineLayers, floats, smallFixtures, texts } from './testing/fixtures.ts';
import { declared, graphArchive, placeholder } from './testing/graph-archive.ts';
import {
  affineGraph,
  affineInput,
  affineOutput,
  colorGraph,
  layersArchive,
  sentenceGraph,
  whereGraph,
} from './testing/small-models.ts';
import { importTfjsRuntime } from './tfjs-runtime.ts';

const backend = createTensorflowjsBackend();
const { tf } = await importTfjsRuntime();
const fixtures = await smallFixtures();

const affineOf = async (bytes: Uint8Array): Promise<readonly number[]> => {
  const model = await backend.load({ bytes });
  const name = model.metadata.inputs[0]?.name ?? '';
  const [answer] = await model.run([floats(name, [3, 3], affineInput)]);
  await model.release();
  return Array.from(answer?.data as Float32Array);
};

describe('tensorflowjs backend', () => {
  const notModels = {
    empty: new Uint8Array(),
    text: Buffer.from('hello'),
    'cut short': affineGraph().subarray(0, 700),
    'an archive without model.json': zipSync({ 'readme.txt': Buffer.from('x') }),
  };
  const subject = { backend, fixtures, notModels, residentBytes: () => memoryUsage.rss() };
  for (const { name, run } of backendConformance(subject)) it(name, run);

  it('has the name it is given', () => {
    expect(backend.framework).toBe('tensorflowjs');
    expect(createTensorflowjsBackend({ framework: 'tensorflow' }).framework).toBe('tensorflow');
  });

  it('says what computes, and that all models do so one after the other', async () => {
    const models = await Promise.all([
      backend.load({ bytes: affineGraph() }),
      createTensorflowjsBackend({ framework: 'tensorflow' }).load({ bytes: await affineLayers() }),
      backend.load({ bytes: sentenceGraph() }, { metadata: { preprocessing: { text: { reservedTokens: 1 } } } }),
      backend.load({ bytes: colorGraph() }, { metadata: { preprocessing: { image: {} }, postprocessing: {} } }),
    ]);
    expect(models.map(({ metadata }) => metadata.platform)).toEqual([
      'tensorflowjs_graphmodel',
      'tensorflowjs_layersmodel',
      'tensorflowjs_graphmodel',
      'tensorflowjs_graphmodel',
    ]);
    expect(new Set(models.map(({ metadata }) => metadata.runtime))).toEqual(new Set(['wasm']));
    expect(models[0].lane).toBeTypeOf('object');
    expect(new Set(models.map(({ lane }) => lane)).size).toBe(1);
    expect(models.map(({ independentRows }) => independentRows)).toEqual([undefined, undefined, true, true]);
    for (const model of models) await model.release();
  });
});

describe('tensors of the engine', () => {
  it.each(fixtures)('$name: none is left after runs, and none after release', async (fixture) => {
    const before = tf.memory().numTensors;
    const model = await backend.load(fixture.artifact, { metadata: fixture.metadata ?? {} });
    const loaded = tf.memory().numTensors;
    for (let i = 0; i < 10; i++) await model.run(fixture.example);
    expect(tf.memory().numTensors).toBe(loaded);
    await model.release();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('none is left of models that cannot be loaded', async () => {
    const before = tf.memory().numTensors;
    const variables = Object.keys(tf.engine().registeredVariables);
    const unknownLayer = await affineLayers(
      (json) => JSON.parse(JSON.stringify(json).replace('"Dense"', '"Sparse"')) as object,
    );
    const wrongWeights = await affineLayers(
      (json) => JSON.parse(JSON.stringify(json).replace('"units":2', '"units":3')) as object,
    );
    const unknownOperation = affineGraph({
      graph: { nodes: [placeholder('x', 'DT_FLOAT', [-1]), { name: 'y', op: 'Nope', input: ['x'] }] },
    });
    const notDeclared = { preprocessing: { image: {} } };
    for (const bytes of [unknownLayer, wrongWeights, unknownOperation, affineGraph()]) {
      await expect(backend.load({ bytes }, { metadata: notDeclared })).rejects.toThrow();
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(tf.engine().registeredVariables)).toEqual(variables);
  });

  it('none is left of runs that fail, which are MODEL_FAILED', async () => {
    const bytes = graphArchive({
      nodes: [
        placeholder('a', 'DT_FLOAT', [-1, -1]),
        placeholder('b', 'DT_FLOAT', [-1, -1]),
        { name: 'y', op: 'MatMul', input: ['a', 'b'], attr: {} },
      ],
      signature: { outputs: { y: declared('y', 'DT_FLOAT', [-1, -1]) } },
    });
    const model = await backend.load({ bytes });
    const before = tf.memory().numTensors;
    const failure: unknown = await model
      .run([floats('a', [1, 2], [1, 2]), floats('b', [3, 1], [1, 2, 3])])
      .catch((error: unknown) => error);
    expect(isEdgeError(failure, 'MODEL_FAILED')).toBe(true);
    expect((failure as Error).message).not.toMatch(/\n|node_modules/);
    expect(tf.memory().numTensors).toBe(before);
    expect((await model.run([floats('a', [1, 1], [3]), floats('b', [1, 1], [4])]))[0]?.data).toEqual(
      Float32Array.of(12),
    );
    await model.release();
  });
});

describe('graph models', () => {
  it.each([
    ['uint8', { values: [8, 0, 6, 12, 4, 16], quantization: { dtype: 'uint8', min: -1, scale: 0.25 } }],
    ['uint16', { values: [800, 0, 600, 1200, 400, 1600], quantization: { dtype: 'uint16', min: -1, scale: 0.0025 } }],
    ['float16', { values: [0x3c00, 0xbc00, 0x3800, 0x4000, 0, 0x4200], quantization: { dtype: 'float16' } }],
  ])('weights stored as %s', async (_dtype, w) => {
    const answer = await affineOf(affineGraph({ w }));
    for (const [i, value] of affineOutput.entries()) expect(answer[i]).toBeCloseTo(value, 4);
  });

  it('texts among the weights', async () => {
    const bytes = graphArchive({
      nodes: [placeholder('x', 'DT_FLOAT', [1]), { name: 'y', op: 'Identity', input: ['words'] }],
      weights: [
        { name: 'words', shape: [2], dtype: 'string', values: ['tent', 'gr\u00fc\u00df'] },
        { name: 'last', shape: [1], dtype: 'float32', values: [1] },
      ],
      signature: { inputs: { x: declared('x', 'DT_FLOAT', [1]) }, outputs: { y: declared('y', 'DT_STRING', [2]) } },
    });
    const model = await backend.load({ bytes });
    expect((await model.run([floats('x', [1], [0])]))[0]?.data).toEqual(['tent', 'gr\u00fc\u00df']);
    await model.release();
  });

  it('that do not declare their outputs are tried out: axes that follow the input are free', async () => {
    const bytes = graphArchive({
      nodes: [
        placeholder('x', 'DT_FLOAT', [-1, 3]),
        { name: 'sign', op: 'Greater', input: ['x', 'zero'] },
        { name: 'total', op: 'Sum', input: ['x', 'all'], attr: { keep_dims: { b: false } } },
      ],
      weights: [
        { name: 'zero', shape: [], dtype: 'float32', values: [0] },
        { name: 'all', shape: [2], dtype: 'int32', values: [0, 1] },
      ],
    });
    const model = await backend.load({ bytes });
    expect(model.metadata.outputs).toEqual([
      { name: 'sign', datatype: 'BOOL', shape: [-1, 3] },
      { name: 'total', datatype: 'FP32', shape: [] },
    ]);
    const [sign, total] = await model.run([floats('x', [1, 3], [1, -1, 5])]);
    expect([sign?.data, total?.data]).toEqual([Uint8Array.of(1, 0, 1), Float32Array.of(5)]);
    await model.release();
  });

  it('do not warn on the console, whether they have to be waited for or not', async () => {
    const written: unknown[] = [];
    const { warn, log } = console;
    console.warn = console.log = (...given: unknown[]) => written.push(given);
    try {
      for (const bytes of [affineGraph(), whereGraph()]) {
        const model = await backend.load({ bytes });
        const [input] = model.metadata.inputs;
        const shape = [2, input?.shape[1] ?? 0];
        await model.run([
          floats(
            'x',
            shape,
            Array.from({ length: 2 * (shape[1] ?? 0) }, () => 1),
          ),
        ]);
        await model.release();
      }
    } finally {
      Object.assign(console, { warn, log });
    }
    expect(written).toEqual([]);
  });
});

describe('layers models', () => {
  it.each(['no format, as old converters write it', 'model_config'])('with %s', async (form) => {
    const bytes = await affineLayers((json) => {
      const { modelTopology, weightsManifest } = json as Record<string, { readonly config?: unknown }>;
      return form === 'model_config'
        ? { modelTopology: { model_config: modelTopology }, weightsManifest }
        : { modelTopology, weightsManifest };
    });
    expect(await affineOf(bytes)).toEqual(affineOutput);
  });

  it('with several inputs and outputs, given in any order', async () => {
    const [a, b] = [tf.input({ shape: [2], name: 'a' }), tf.input({ shape: [2], name: 'b' })];
    const sum = tf.layers.add({ name: 'sum' }).apply([a, b]);
    const product = tf.layers.multiply({ name: 'product' }).apply([a, b]);
    const built = tf.model({ inputs: [a, b], outputs: [sum, product] as (typeof a)[] });
    const model = await backend.load({ bytes: await layersArchive(built) });
    const answers = await model.run([floats('b', [1, 2], [3, 4]), floats('a', [1, 2], [1, 2])], {
      outputs: ['product', 'sum'],
    });
    expect(answers).toEqual([floats('product', [1, 2], [3, 8]), floats('sum', [1, 2], [4, 6])]);
    await model.release();
  });
});

describe('memoryBytes', () => {
  it('counts weights as they are in memory, not as they are stored', async () => {
    const values = Array.from({ length: 40_000 }, () => 0);
    const bytes = graphArchive({
      nodes: [placeholder('x', 'DT_FLOAT', [-1]), { name: 'y', op: 'AddV2', input: ['x', 'w'] }],
      weights: [
        { name: 'w', shape: [40_000], dtype: 'float32', values, quantization: { dtype: 'uint8', min: 0, scale: 1 } },
      ],
    });
    const model = await backend.load({ bytes });
    expect(model.memoryBytes).toBeGreaterThanOrEqual(160_000);
    expect(model.memoryBytes).toBeLessThan(200_000);
    await model.release();
  });
});

describe('texts', () => {
  const declaredText = { metadata: { preprocessing: { text: { reservedTokens: 1 } } } };

  it('counts and decodes tokens', async () => {
    const model = await backend.load({ bytes: sentenceGraph() }, declaredText);
    expect(await model.tokens?.count(['a tents', '', 'tent'])).toEqual([3, 1, 1]);
    expect(await model.tokens?.decode([[1, 2, 3], []])).toEqual(['a tents', '']);
    await expect(model.tokens?.decode([[6]])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await model.release();
  });

  it('are taken without a declaration when the archive has vocab.json', async () => {
    const model = await backend.load({ bytes: sentenceGraph() });
    expect(model.metadata.inputs).toEqual([{ name: 'text', datatype: 'BYTES', shape: [-1] }]);
    await model.release();
  });

  it('bytes that are no text are refused', async () => {
    const model = await backend.load({ bytes: sentenceGraph() }, declaredText);
    const input: Tensor = texts('text', ['a', Uint8Array.of(0xff, 0xfe)]);
    await expect(model.run([input])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('element 1') as string,
    });
    await model.release();
  });

  it.each<readonly [string, Uint8Array, object, string, RegExp]>([
    ['another model', affineGraph(), {}, 'INVALID_INPUT', /"indices"/],
    ['a missing vocabulary', sentenceGraph(), { vocabulary: 'pieces.json' }, 'INVALID_INPUT', /no file "pieces.json"/],
    ['a vocabulary of words', sentenceGraph(Buffer.from('["a"]')), {}, 'INVALID_MODEL', /pieces and scores/],
    ['a vocabulary cut short', sentenceGraph(Buffer.from('[["a"')), {}, 'INVALID_MODEL', /no JSON/],
  ])('%s is refused', async (_what, bytes, text, code, message) => {
    const metadata = { preprocessing: { text: { ...text } } };
    await expect(backend.load({ bytes }, { metadata })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});
