import { readModelFiles, writeModelFiles } from '@harper-edge/backends/model-files';
import {
  embeddingFixture,
  imageFixture,
  oneNodeModel,
  picturesFixture,
  tensorflowjsFixtures,
} from '@harper-edge/backends/testing';
import type { DeclaredMetadata, Framework } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFailure } from './expectations.ts';
import { call, type RunningHost } from './running-host.ts';
import { uploadFiles } from './serve-model.ts';

type Files = Record<string, Uint8Array>;

const filesOf = ({ artifact }: BackendFixture): Files =>
  'bytes' in artifact ? Object.fromEntries(readModelFiles(artifact.bytes)) : {};

/** The files without one of them. */
const without = (name: string, { [name]: _left, ...rest }: Files): Files => rest;

/** Models that cannot be served, and images that are none: each is refused in words that say what to do. */
export function describeBackendMistakes(host: () => RunningHost): void {
  const words = filesOf(embeddingFixture());
  let pictures: Files;
  let hub: Files;
  let graph: Files;
  let sentences: Files;

  beforeAll(async () => {
    pictures = filesOf(await picturesFixture());
    hub = filesOf(await imageFixture());
    const tensorflowjs = await tensorflowjsFixtures();
    const named = (wanted: string): Files =>
      filesOf(tensorflowjs.find(({ name }) => name === wanted) ?? embeddingFixture());
    graph = named('graph in 3 files');
    sentences = named('texts');
  });

  const network = { 'model.onnx': oneNodeModel() };
  const image = (settings: DeclaredMetadata[string]): DeclaredMetadata => ({ preprocessing: { image: settings } });

  describe('models that cannot be served', () => {
    it.each<[string, Framework, () => Files, DeclaredMetadata | undefined, number, string]>([
      ['an archive without a network', 'onnx', () => without('onnx/model.onnx', words), undefined, 422, '.onnx'],
      ['two networks', 'onnx', () => ({ ...network, 'b.onnx': oneNodeModel() }), undefined, 400, 'metadata.file'],
      ['no tokenizer', 'transformers', () => without('tokenizer.json', words), undefined, 422, 'tokenizer.json'],
      ['no config', 'transformers', () => without('config.json', words), undefined, 422, 'config.json is missing'],
      [
        'no image processor',
        'transformers',
        () => without('preprocessor_config.json', hub),
        undefined,
        422,
        'preprocessor_config.json is missing',
      ],
      [
        'a damaged tokenizer',
        'onnx',
        () => ({ ...words, 'tokenizer.json': Buffer.from('{') }),
        undefined,
        422,
        'tokenizer.json: expected JSON',
      ],
      [
        'no weights',
        'tensorflowjs',
        () => without('group1-shard2of3.bin', graph),
        undefined,
        422,
        'group1-shard2of3.bin',
      ],
      ['no model.json', 'tensorflowjs', () => without('model.json', graph), undefined, 422, 'model.json'],
      [
        'a path out of the archive',
        'onnx',
        () => ({ 'ok.onnx': oneNodeModel() }),
        { file: '../x.onnx' },
        400,
        'ok.onnx',
      ],
      ['another task', 'transformers', () => words, { taskType: 'translation' }, 400, 'metadata.taskType'],
      ['another pooling', 'onnx', () => words, { postprocessing: { pooling: 'max' } }, 400, 'postprocessing.pooling'],
      ['no tokens', 'onnx', () => words, { preprocessing: { text: { maxTokens: 0 } } }, 400, 'text.maxTokens'],
      ['an unknown name', 'onnx', () => words, { postprocessing: { normalise: true } }, 400, 'received "normalise"'],
      ['images of a text model', 'transformers', () => words, image({}), 400, 'preprocessing: expected text'],
      [
        'images that the archive prepares',
        'transformers',
        () => hub,
        image({ scale: 1 }),
        400,
        'metadata.preprocessing: expected nothing, received "image"',
      ],
      [
        'texts without a tokenizer',
        'onnx',
        () => network,
        { preprocessing: { text: { maxTokens: 8 } } },
        400,
        'tokenizer.json beside the model',
      ],
      ['a size that is none', 'onnx', () => pictures, image({ width: -1 }), 400, 'preprocessing.image.width'],
      ['no size', 'onnx', () => pictures, image({}), 400, 'preprocessing.image.width'],
      ['no images', 'onnx', () => network, image({}), 400, 'an input with 4 axes'],
      [
        'labels of another model',
        'onnx',
        () => pictures,
        { ...image({ width: 4, height: 4 }), postprocessing: { labels: ['one'] } },
        400,
        'expected 2 labels',
      ],
      [
        'no vocabulary',
        'tensorflowjs',
        () => sentences,
        { preprocessing: { text: { vocabulary: 'words.json' } } },
        400,
        'words.json',
      ],
      ['a batch of none', 'onnx', () => network, { serving: { maxBatchRows: 0 } }, 400, 'serving.maxBatchRows'],
    ])('%s (%s)', async (_what, framework, files, metadata, status, says) => {
      const bytes = writeModelFiles(new Map(Object.entries(files())));
      const model = { modelId: 'mistake', framework, metadata, files: [{ name: 'model.tar', bytes }] };
      const answer = await uploadFiles(host(), model);
      expectFailure(answer, status, status === 400 ? 'INVALID_INPUT' : 'INVALID_MODEL');
      expect(answer.body.error).toContain(says);
      expect((await call(`${host().url}/model/mistake/v1`)).status).toBe(404);
    });

    it('a zip that was cut short', async () => {
      const bytes = Buffer.from('PK\u0003\u0004 and so on');
      for (const framework of ['onnx', 'tensorflowjs', 'transformers'] as const) {
        const answer = await uploadFiles(host(), { modelId: 'mistake', framework, files: [{ name: 'm.zip', bytes }] });
        expectFailure(answer, 422, 'INVALID_MODEL');
        expect(answer.body.error).toMatch(/zip/i);
      }
    });
  });

  describe('images that are none', () => {
    it.each<[string, Framework, () => Files, DeclaredMetadata | undefined]>([
      ['mistaken-onnx', 'onnx', () => pictures, image({ width: 4, height: 4 })],
      ['mistaken-hf', 'transformers', () => hub, undefined],
    ])('%s: 400, and the next one is served', async (modelId, framework, files, metadata) => {
      const bytes = writeModelFiles(new Map(Object.entries(files())));
      const uploaded = await uploadFiles(host(), { modelId, framework, metadata, files: [{ name: 'm.tar', bytes }] });
      expect([uploaded.status, uploaded.body]).toMatchObject([200, { success: true }]);
      const [png] = (await imageFixture()).example[0]?.data as readonly [Uint8Array];
      const predict = (element: Uint8Array | string) => {
        const text = typeof element === 'string' ? element : Buffer.from(element).toString('base64');
        return call(`${host().url}/predict`, { json: { modelId, features: { image: text } } });
      };
      for (const wrong of ['', 'a photo of a cat', Buffer.from('GIF89a'), png.subarray(0, 40)]) {
        expectFailure(await predict(wrong), 400, 'INVALID_INPUT');
      }
      expect((await predict('')).body.error).toMatch(/expected a JPEG/);
      expect((await predict(png)).status).toBe(200);
    });
  });
}
