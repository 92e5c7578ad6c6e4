import type { DeclaredMetadata, LoadedModel, Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { readModelFiles, writeModelFiles } from '../model-files/index.ts';
import { textArchive } from '../onnx-text/testing/text-archives.ts';
import { classifierConfig, perTokenNetwork, votingNetwork } from '../onnx-text/testing/text-fixtures.ts';
import { createTransformersBackend, type TransformersRuntime } from './index.ts';
import { memoryHubOf } from './memory-hub.ts';
import { parseNetworkFile } from './network-file.ts';
import {
  entailmentArchive,
  entailmentConfig,
  entailmentNetwork,
  imageArchive,
  plainImage,
} from './testing/transformers-fixtures.ts';

const backend = createTransformersBackend();
const bytesTensor = (name: string, data: readonly (string | Uint8Array)[]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape: [data.length],
  data,
});
const bertModel = { architectures: ['BertModel'], model_type: 'bert' };
const embedding = textArchive(perTokenNetwork, { config: bertModel });

async function using<T>(
  bytes: Uint8Array,
  metadata: DeclaredMetadata,
  use: (model: LoadedModel) => Promise<T>,
): Promise<T> {
  const model = await backend.load({ bytes }, { metadata });
  try {
    return await use(model);
  } finally {
    await model.release();
  }
}

/** The archive with files exchanged, or without those that are `undefined`. */
function changed(archive: Uint8Array, files: Readonly<Record<string, Uint8Array | object | undefined>>): Uint8Array {
  const all = new Map<string, Uint8Array>(readModelFiles(archive));
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) all.delete(name);
    else all.set(name, content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content)));
  }
  return writeModelFiles(all);
}

describe('the package', () => {
  it('says its version, and computes on the thread of the caller: all models share a lane', async () => {
    const other = createTransformersBackend();
    const models = [
      await backend.load({ bytes: embedding }),
      await backend.load({ bytes: imageArchive }),
      await other.load({ bytes: embedding }),
    ];
    expect(models[0]?.metadata).toMatchObject({ platform: 'transformersjs_onnx', runtime: 'transformers.js 4.3.1' });
    expect(models[0]?.lane).toBeTypeOf('object');
    expect(models[1]?.lane).toBe(models[0]?.lane);
    expect(models[2]?.lane).not.toBe(models[0]?.lane);
    for (const model of models) await model.release();
  });

  it('missing: NOT_INSTALLED with the command that installs it', async () => {
    const cause = Object.assign(new Error("Cannot find package 'sharp'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const without = createTransformersBackend({ importRuntime: () => Promise.reject(cause) });
    await expect(without.load({ bytes: embedding })).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringMatching(/npm install @huggingface\/transformers@4\.3\.1 .*sharp@/) as string,
      cause,
    });
  });

  it.each([0, 1.5])('%d threads are refused', (intraOpThreads) => {
    expect(() => createTransformersBackend({ intraOpThreads })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('gets the threads, the file and the processor', async () => {
    const actual = (await import('@huggingface/transformers')) as unknown as TransformersRuntime;
    let received: unknown;
    const importRuntime = () =>
      Promise.resolve({
        ...actual,
        pipeline: (...args: Parameters<TransformersRuntime['pipeline']>) => {
          received = args;
          return actual.pipeline(...args);
        },
      });
    const bytes = changed(embedding, { 'onnx/model.onnx': undefined, 'onnx/model_quantized.onnx': perTokenNetwork });
    await (await createTransformersBackend({ intraOpThreads: 2, importRuntime }).load({ bytes })).release();
    expect(received).toMatchObject([
      'feature-extraction',
      expect.any(String),
      { device: 'cpu', dtype: 'q8', subfolder: 'onnx', session_options: { intraOpNumThreads: 2 } },
    ]);
  });

  it.each([
    ['onnx/model.onnx', 'onnx', 'model', 'fp32'],
    ['onnx/model_fp16.onnx', 'onnx', 'model', 'fp16'],
    ['onnx/model_q4f16.onnx', 'onnx', 'model', 'q4f16'],
    ['model_uint8.onnx', '', 'model', 'uint8'],
    ['a/b/encoder_O4.onnx', 'a/b', 'encoder_O4', 'fp32'],
  ])('%s is asked for by its parts', (file, subfolder, model_file_name, dtype) => {
    expect(parseNetworkFile(file)).toEqual({ subfolder, model_file_name, dtype });
  });

  it.each(['model.onnx', 'weights/net_int8.onnx'])('finds %s in the archive', async (file) => {
    const bytes = changed(embedding, { 'onnx/model.onnx': undefined, [file]: perTokenNetwork });
    const [answer] = await using(bytes, {}, (model) => model.run([bytesTensor('text', ['red'])]));
    expect(answer?.data).toEqual(Float32Array.from([1, 0]));
  });
});

describe('files in memory', () => {
  const settings = (): TransformersRuntime['env'] => ({
    version: '0',
    allowRemoteModels: true,
    allowLocalModels: true,
    useFSCache: true,
    useCustomCache: false,
    customCache: null,
    logLevel: 30,
    fetch: () => Promise.resolve(new Response('from the network')),
  });

  it('no network, no folder of downloads, no log', async () => {
    const env = settings();
    memoryHubOf({ env, LogLevel: { NONE: 50 } });
    expect(env).toMatchObject({ allowRemoteModels: false, useFSCache: false, useCustomCache: true, logLevel: 50 });
    await expect(env.fetch('https://huggingface.co/x')).rejects.toThrow('kept from the network');
  });

  it('are found by path and by address, each under its own id, and only while they are lent', async () => {
    const env = settings();
    const hub = memoryHubOf({ env, LogLevel: { NONE: 50 } });
    expect(memoryHubOf({ env, LogLevel: { NONE: 50 } })).toBe(hub);
    const read = async (request: string): Promise<string | undefined> => {
      const response = (await env.customCache?.match(request)) as Response | undefined;
      return response && Buffer.from(await response.arrayBuffer()).toString();
    };
    const files = (text: string) => new Map([['onnx/model.onnx', Buffer.from(text)]]);
    const ids = await hub.lend(files('one'), (one) =>
      hub.lend(files('two'), async (two) => {
        expect(await read(`/models/${one}/onnx/model.onnx`)).toBe('one');
        expect(await read(`C:\\models\\${two.replace('/', '\\')}\\onnx\\model.onnx`)).toBe('two');
        expect(await read(`https://huggingface.co/${two}/resolve/main/onnx/model.onnx`)).toBe('two');
        expect(await read(`/models/${one}/config.json`)).toBeUndefined();
        return [one, two];
      }),
    );
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(await read(`/models/${id}/onnx/model.onnx`)).toBeUndefined();
  });

  it('leave a cache that was there before in its place', async () => {
    const puts: string[] = [];
    const env = {
      ...settings(),
      useCustomCache: true,
      customCache: {
        match: (request: string) => Promise.resolve(`earlier ${request}`),
        put: (request: string) => Promise.resolve(void puts.push(request)),
      },
    };
    memoryHubOf({ env, LogLevel: { NONE: 50 } });
    expect(await env.customCache.match('x')).toBe('earlier x');
    await (env as TransformersRuntime['env']).customCache?.put('y', null);
    expect(puts).toEqual(['y']);
  });
});

describe('tasks', () => {
  it.each<readonly [string, Uint8Array, DeclaredMetadata, string]>([
    ['an unknown one', embedding, { taskType: 'translation' }, 'received "translation"'],
    ['the name of a property of all objects', embedding, { taskType: 'constructor' }, 'received "constructor"'],
    ['another type', embedding, { taskType: 7 }, 'received 7'],
    ['none that is clear', textArchive(perTokenNetwork, { config: { model_type: 'bert' } }), {}, 'received none'],
  ])('%s: INVALID_INPUT with the tasks there are', async (_what, bytes, metadata, received) => {
    await expect(backend.load({ bytes }, { metadata })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(
        'expected one of "feature-extraction", "text-classification", "zero-shot-classification", "image-classification", ' +
          received,
      ) as string,
    });
  });

  it.each<readonly [string, Uint8Array, RegExp]>([
    ['no archive', perTokenNetwork, /config\.json is missing/],
    ['without a config', changed(embedding, { 'config.json': undefined }), /config\.json is missing/],
    ['without a tokenizer', changed(embedding, { 'tokenizer.json': undefined }), /tokenizer\.json is missing/],
    [
      'without an image processor',
      changed(imageArchive, { 'preprocessor_config.json': undefined }),
      /preprocessor_config\.json is missing/,
    ],
    ['without a network', changed(embedding, { 'onnx/model.onnx': undefined }), /ends in \.onnx/],
    ['with a network that is none', changed(embedding, { 'onnx/model.onnx': Buffer.from('GGUF') }), /GGUF/],
    [
      'of a type that cannot classify',
      changed(embedding, { 'config.json': { ...classifierConfig, model_type: 'nothing' } }),
      /Unsupported model type/,
    ],
    [
      'of a type with other files',
      changed(embedding, { 'config.json': { ...bertModel, model_type: 't5' } }),
      /the archive lacks onnx\/\w+\.onnx$/,
    ],
    ['with a broken tokenizer', changed(embedding, { 'tokenizer.json': {} }), /cannot load the model/],
  ])('%s: INVALID_MODEL', async (_what, bytes, expected) => {
    const error: unknown = await backend.load({ bytes }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_MODEL', message: expect.stringMatching(expected) as string });
    expect((error as Error).message).not.toContain(import.meta.dirname.slice(0, 5));
  });

  it('a config that promises weights in another file: the network is whole, so nothing else is asked for', async () => {
    const config = { ...bertModel, 'transformers.js_config': { use_external_data_format: true, device: 'webgpu' } };
    const bytes = changed(embedding, { 'config.json': config });
    const [answer] = await using(bytes, {}, (model) => model.run([bytesTensor('text', ['red'])]));
    expect(answer?.data).toEqual(Float32Array.from([1, 0]));
  });

  it('a tokenizer without tokenizer_config.json is one all the same', async () => {
    const bytes = changed(embedding, { 'tokenizer_config.json': undefined });
    const [answer] = await using(bytes, {}, (model) => model.run([bytesTensor('text', ['green', 'tent tent'])]));
    expect(answer?.shape).toEqual([2, 2]);
  });

  it('no row gives no row, for every task', async () => {
    const shapes = async (bytes: Uint8Array, input: string) =>
      (await using(bytes, {}, (model) => model.run([bytesTensor(input, [])]))).map(({ shape }) => shape);
    expect(await shapes(embedding, 'text')).toEqual([[0, 2]]);
    expect(await shapes(textArchive(votingNetwork, { config: classifierConfig }), 'text')).toEqual([[0], [0, 3]]);
    expect(await shapes(imageArchive, 'image')).toEqual([[0], [0, 2]]);
    const zeroShot = { taskType: 'zero-shot-classification' };
    const answers = await using(entailmentArchive, zeroShot, (model) =>
      model.run([bytesTensor('text', []), bytesTensor('candidate_labels', ['red'])]),
    );
    expect(answers.map(({ shape }) => shape)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('counts and decodes tokens', async () => {
    await using(embedding, {}, async ({ tokens }) => {
      expect(await tokens?.count(['', 'red tent', '🙂 '.repeat(10_000)])).toEqual([2, 4, 64]);
      expect(await tokens?.decode([[2, 4, 9, 3], []])).toEqual(['red tent', '']);
      await expect(tokens?.decode([[99]])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });
  });
});

describe('zero-shot classification', () => {
  const metadata = { taskType: 'zero-shot-classification' };
  const run = (declared: DeclaredMetadata, labels: readonly string[], bytes = entailmentArchive, text = 'tent') =>
    using(bytes, { ...metadata, ...declared }, (model) =>
      model.run([bytesTensor('text', [text]), bytesTensor('candidate_labels', labels)]),
    );
  const numbers = (tensor: Tensor | undefined): number[] => Array.from(tensor?.data as Float32Array);

  it('judges a single label, and each for itself when asked to, against its contradiction', async () => {
    // Entailment 6 to contradiction 1 for red, 1 to 4 for blue.
    const [, alone] = await run({}, ['red']);
    expect(numbers(alone)[0]).toBeCloseTo(6 / 7, 6);
    const [labels, each] = await run({ postprocessing: { multiLabel: true } }, ['blue', 'red']);
    expect(labels?.data).toEqual(['red', 'blue']);
    expect(numbers(each)[0]).toBeCloseTo(6 / 7, 6);
    expect(numbers(each)[1]).toBeCloseTo(1 / 5, 6);
  });

  it('a template may name other words', async () => {
    // "red {}": 6 * 6 and 6 * 3 of 54.
    const [, scores] = await run({ preprocessing: { text: { hypothesisTemplate: 'red {}' } } }, ['red', 'green']);
    expect(numbers(scores)[0]).toBeCloseTo(2 / 3, 6);
  });

  it('a text of 100 kB loses its own end, not the label', async () => {
    const [labels, scores] = await run({}, ['blue', 'red', 'green'], entailmentArchive, 'big '.repeat(25_000));
    expect(labels?.data).toEqual(['red', 'green', 'blue']);
    expect(numbers(scores)[0]).toBeCloseTo(0.6, 6);
  });

  it('classes with other names can be declared', async () => {
    const { id2label, label2id, ...nameless } = entailmentConfig;
    expect([id2label, label2id]).toHaveLength(2);
    const bytes = textArchive(entailmentNetwork, { config: nameless });
    await expect(run({}, ['red'], bytes)).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining('a class named entailment, received none') as string,
    });
    const labels = ['contradiction', 'neutral', 'entailment'];
    const [, scores] = await run({ postprocessing: { labels } }, ['red'], bytes);
    expect(numbers(scores)[0]).toBeCloseTo(6 / 7, 6);
  });

  it('no label and a template without a place for it are INVALID_INPUT', async () => {
    await expect(run({}, [])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const declared = { preprocessing: { text: { hypothesisTemplate: 'none' } } };
    await expect(run(declared, ['red'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('image classification', () => {
  it('reads JPEG and PNG, as bytes, base64 and data URLs, and their UTF-8 forms', async () => {
    const jpeg = await plainImage('jpeg', [0, 0, 255]);
    const base64 = Buffer.from(jpeg).toString('base64');
    const forms = [jpeg, base64, `data:image/jpeg;base64,${base64}`, Buffer.from(base64)];
    const [label] = await using(imageArchive, {}, (model) => model.run([bytesTensor('image', forms)]));
    expect(label?.data).toEqual(['bluish', 'bluish', 'bluish', 'bluish']);
  });

  it.each<readonly [string, string | Uint8Array]>([
    ['nothing', ''],
    ['text', 'a picture of a tent'],
    ['another format', Buffer.from('GIF89a')],
    ['an address', 'https://example.com/tent.png'],
    ['a PNG that is cut short', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('%s is INVALID_INPUT, by its place', async (_what, image) => {
    const good = await plainImage('png', [255, 0, 0]);
    await using(imageArchive, {}, async (model) => {
      await expect(model.run([bytesTensor('image', [good, image])])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('input "image", element 1: ') as string,
      });
    });
  });
});
