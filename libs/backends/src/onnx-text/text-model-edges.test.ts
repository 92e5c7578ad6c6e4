import type { DeclaredMetadata, LoadedModel, Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { createOnnxBackend } from '../onnx/index.ts';
import { int64Input, sumConstants, sumOverTokens, textArchive, tokenNetwork } from './testing/text-archives.ts';
import { classifierFixture, embeddingFixture, perTokenNetwork } from './testing/text-fixtures.ts';
import { tokenizerConfig, tokenizerJson } from './testing/word-tokenizer.ts';

const backend = createOnnxBackend();
const texts = (...data: readonly string[]): Tensor[] => [
  { name: 'text', datatype: 'BYTES', shape: [data.length], data },
];
const bertModel = { architectures: ['BertModel'], model_type: 'bert' };
const withFiles = (files: Readonly<Record<string, object>>, config: object = bertModel) => ({
  bytes: textArchive(perTokenNetwork, { config, files }),
});

async function embed(model: LoadedModel, ...data: readonly string[]): Promise<number[]> {
  const [embedding] = await model.run(texts(...data));
  return Array.from(embedding?.data as Float32Array);
}

/** Loads, uses and releases. */
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

const bytesOf = ({ artifact }: ReturnType<typeof embeddingFixture>): Uint8Array =>
  'bytes' in artifact ? artifact.bytes : new Uint8Array();
const embedding = bytesOf(embeddingFixture());
const classifier = bytesOf(classifierFixture());

describe('texts of every length', () => {
  it('no text gives no row, with the size of the others', async () => {
    expect(await using(embedding, {}, (model) => model.run(texts()))).toEqual([
      { name: 'embedding', datatype: 'FP32', shape: [0, 2], data: new Float32Array() },
    ]);
    const answer = await using(classifier, {}, (model) => model.run(texts()));
    expect(answer.map(({ shape }) => shape)).toEqual([[0], [0, 3]]);
    const perToken = { postprocessing: { pooling: 'none' } };
    const [tokens] = await using(embedding, perToken, (model) => model.run(texts()));
    expect(tokens?.shape).toEqual([0, 0, 2]);
  });

  it('100 kB are cut to what the model reads, the end token kept', async () => {
    const metadata = { preprocessing: { text: { maxTokens: 5 } }, postprocessing: { normalize: false } };
    // [CLS] red red red [SEP]: (1 + 9 + 1) / 5, however much follows.
    const long = `red red red ${'green '.repeat(20_000)}`;
    expect(await using(embedding, metadata, (model) => embed(model, long))).toEqual([Math.fround(11 / 5), 0]);
    expect(await using(embedding, {}, (model) => embed(model, '🙂'.repeat(25_000)))).toHaveLength(2);
  });

  it('more tokens than one batch holds give the same as each alone', async () => {
    const many = Array.from({ length: 400 }, (_, i) => 'red '.repeat(i % 60) + 'green '.repeat(i % 7));
    await using(embedding, {}, async (model) => {
      const all = await embed(model, ...many);
      for (const i of [0, 1, 59, 137, 250, 399]) {
        const [x = NaN, y = NaN] = await embed(model, many[i] ?? '');
        expect(all[2 * i]).toBeCloseTo(x, 6);
        expect(all[2 * i + 1]).toBeCloseTo(y, 6);
      }
    });
  });

  it('bytes are read as UTF-8, and other bytes are refused by their place', async () => {
    const input = (...data: readonly (string | Uint8Array)[]): Tensor[] => [
      { name: 'text', datatype: 'BYTES', shape: [data.length], data },
    ];
    await using(embedding, {}, async (model) => {
      expect(await model.run(input(Buffer.from('green')))).toEqual(await model.run(texts('green')));
      await expect(model.run(input('red', Uint8Array.of(0xff)))).rejects.toThrow('"text": element 1');
    });
  });
});

describe('tokens', () => {
  it('counts special tokens, the prefix and the cut', async () => {
    const metadata = { preprocessing: { text: { prefix: 'big ', maxTokens: 5 } } };
    const counts = await using(embedding, metadata, async ({ tokens }) =>
      tokens?.count(['', 'red', 'red green', 'red green blue']),
    );
    expect(counts).toEqual([3, 4, 5, 5]);
  });

  it('decodes ids to text, and names those it does not know', async () => {
    await using(embedding, {}, async ({ tokens }) => {
      expect(await tokens?.decode([[2, 4, 9, 3], [], [5]])).toEqual(['red tent', '', 'green']);
      for (const id of [15, -1, 0.5]) {
        await expect(tokens?.decode([[4], [id]])).rejects.toMatchObject({
          code: 'INVALID_INPUT',
          message: `token id ${id}: expected an id of the model's vocabulary`,
        });
      }
    });
  });
});

describe('what the files say when nothing is declared', () => {
  const unnormalised = { 'modules.json': [{ idx: 0, type: 'sentence_transformers.models.Transformer' }] };
  const cls = { '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } };
  const load = async (files: Readonly<Record<string, object>>, metadata: DeclaredMetadata = {}) =>
    using(withFiles(files).bytes, metadata, (model) => embed(model, 'red red'));

  it.each([
    ['mean of unit length', {}, {}, [1, 0]],
    ['modules.json without Normalize', unnormalised, {}, [2, 0]],
    [
      'modules.json with Normalize',
      { 'modules.json': [{ type: 'sentence_transformers.models.Normalize' }] },
      {},
      [1, 0],
    ],
    ['the pooling', { ...unnormalised, ...cls }, {}, [1, 0]],
    ['declared values before the files', { ...unnormalised, ...cls }, { postprocessing: { pooling: 'mean' } }, [2, 0]],
  ])('%s', async (_what, files, metadata, expected) => {
    expect(await load(files, metadata)).toEqual(expected);
  });

  it.each([
    [{ 'sentence_bert_config.json': { max_seq_length: 3 } }, bertModel, 3],
    [{ 'tokenizer_config.json': { ...tokenizerConfig, model_max_length: 4 } }, bertModel, 4],
    [
      { 'tokenizer_config.json': { ...tokenizerConfig, model_max_length: 1e30 } },
      { ...bertModel, max_position_embeddings: 7 },
      7,
    ],
    [{ 'tokenizer_config.json': { ...tokenizerConfig, model_max_length: 1e30 } }, bertModel, 512],
  ])('how many tokens are read: %j', async (files, config, expected) => {
    const { bytes } = withFiles(files, config);
    const counts = await using(bytes, {}, async ({ tokens }) => tokens?.count(['red '.repeat(1000)]));
    expect(counts).toEqual([expected]);
  });

  it('a pooling that is not supported is INVALID_MODEL, unless another is declared', async () => {
    const files = { '1_Pooling/config.json': { pooling_mode_max_tokens: true } };
    await expect(load(files)).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining('received pooling_mode_max_tokens') as string,
    });
    expect(await load(files, { postprocessing: { pooling: 'cls' } })).toEqual([1, 0]);
  });

  it('a Dense module, which the network does not contain, is INVALID_MODEL', async () => {
    const files = { 'modules.json': [{ type: 'sentence_transformers.models.Dense' }] };
    await expect(load(files)).rejects.toMatchObject({ code: 'INVALID_MODEL' });
  });
});

describe('wrong declared values are INVALID_INPUT, and say what was expected', () => {
  it.each<readonly [DeclaredMetadata, string]>([
    [{ taskType: 'poetry' }, 'metadata.taskType: expected one of "feature-extraction", "text-classification"'],
    [{ preprocessing: [] }, 'metadata.preprocessing: expected an object, received []'],
    [{ preprocessing: { text: 'x' } }, 'metadata.preprocessing.text: expected an object, received "x"'],
    [{ preprocessing: { text: { maxToken: 3 } } }, 'metadata.preprocessing.text: expected maxTokens, prefix'],
    [{ preprocessing: { text: { maxTokens: 0 } } }, 'maxTokens: expected a whole number from 1 to 64, received 0'],
    [{ preprocessing: { text: { maxTokens: 65 } } }, 'maxTokens: expected a whole number from 1 to 64, received 65'],
    [{ preprocessing: { text: { maxTokens: 2 } } }, 'expected more than the 2 tokens around each text, received 2'],
    [{ preprocessing: { text: { prefix: 7 } } }, 'prefix: expected a text, received 7'],
    [{ postprocessing: { pooling: 'max' } }, 'pooling: expected one of "mean", "cls", "none", received "max"'],
    [{ postprocessing: { normalize: 1 } }, 'normalize: expected true or false, received 1'],
    [{ file: 'model.onnx' }, 'metadata.file: expected one of "onnx/model.onnx", received "model.onnx"'],
  ])('%j', async (metadata, expected) => {
    await expect(backend.load({ bytes: embedding }, { metadata })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(expected) as string,
    });
  });

  it.each<readonly [DeclaredMetadata, string]>([
    [{ postprocessing: { activation: 'relu' } }, 'activation: expected one of "softmax", "sigmoid", "none"'],
    [{ postprocessing: { labels: 'a' } }, 'labels: expected a list of at least one text, received "a"'],
    [{ postprocessing: { labels: ['a', 'b'] } }, 'labels: expected 3, one for each class of the model, received 2'],
  ])('%j', async (metadata, expected) => {
    await expect(backend.load({ bytes: classifier }, { metadata })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(expected) as string,
    });
  });
});

describe('networks of other forms', () => {
  const inputs = (datatype: 'INT32' | 'INT64', shape: readonly (number | string)[]) =>
    ['input_ids', 'attention_mask'].map((name) => ({ name, datatype, shape }));
  const lastHidden = [{ opType: 'Identity', inputs: ['hidden'], outputs: ['last_hidden_state'] }];
  const network = (options: Partial<Parameters<typeof tokenNetwork>[0]>): Uint8Array =>
    textArchive(
      tokenNetwork({
        table: { red: [3, 4] },
        width: 2,
        nodes: lastHidden,
        outputs: [{ name: 'last_hidden_state', datatype: 'FP32', shape: ['rows', 'tokens', 2] }],
        ...options,
      }),
      { config: bertModel },
    );

  it.each([
    ['INT32 ids', { inputs: inputs('INT32', ['rows', 'tokens']) }],
    ['one row at a time', { inputs: inputs('INT64', [1, 'tokens']) }],
    ['a fixed number of tokens', { inputs: inputs('INT64', ['rows', 6]) }],
    ['one input only', { inputs: [int64Input('input_ids')] }],
    ['an output without a shape', { outputs: [{ name: 'last_hidden_state', datatype: 'FP32' as const }] }],
  ])('%s', async (_what, options) => {
    const answer = await using(network(options), {}, (model) =>
      embed(model, 'red', 'red blue green red', 'red '.repeat(50)),
    );
    for (const [i, value] of [0.6, 0.8, 0.6, 0.8, 0.6, 0.8].entries()) expect(answer[i]).toBeCloseTo(value, 6);
  });

  it('a vector of zeros has no direction, and stays', async () => {
    expect(await using(network({ table: {} }), {}, (model) => embed(model, 'red'))).toEqual([0, 0]);
  });

  it('16-bit answers: halves by hand', async () => {
    const half = [{ opType: 'Cast', inputs: ['hidden'], outputs: ['h'], attributes: { to: { int: 10 } } }];
    const bytes = network({
      table: { red: [-1.5, 2 ** -20] },
      nodes: half,
      outputs: [{ name: 'h', datatype: 'FP16', shape: ['rows', 'tokens', 2] }],
    });
    const metadata = { postprocessing: { pooling: 'none', normalize: false } };
    const answer = await using(bytes, metadata, (model) => embed(model, 'red'));
    expect(answer).toEqual([0, 0, -1.5, 2 ** -20, 0, 0]);
  });

  it('activations that are quantised at run time: a row is the same beside any other', async () => {
    const nodes = [
      { opType: 'DynamicQuantizeLinear', inputs: ['hidden'], outputs: ['q', 'scale', 'zero'] },
      { opType: 'DequantizeLinear', inputs: ['q', 'scale', 'zero'], outputs: ['last_hidden_state'] },
    ];
    const bytes = network({ table: { red: [3, 1], big: [1000, 0] }, nodes });
    await using(bytes, { postprocessing: { normalize: false } }, async (model) => {
      expect(model.independentRows).toBe(true);
      const alone = await embed(model, 'red');
      expect((await embed(model, 'red', 'big big')).slice(0, 2)).toEqual(alone);
      // Quantised by 3 / 255, a third of it for the mean of three tokens. Beside 1000, all of it would round to 0.
      expect(alone[0]).toBeCloseTo(1, 2);
    });
  });

  it('probabilities of a single class are its sigmoid', async () => {
    const bytes = textArchive(
      tokenNetwork({
        table: { red: [Math.log(3)] },
        width: 1,
        nodes: [...sumOverTokens('attention_mask'), { opType: 'Identity', inputs: ['sums'], outputs: ['score'] }],
        initializers: sumConstants,
        outputs: [{ name: 'score', datatype: 'FP32', shape: ['rows', 1] }],
      }),
      { config: { architectures: ['BertForSequenceClassification'] } },
    );
    const [label, probabilities] = await using(bytes, {}, (model) => model.run(texts('red', '')));
    expect(label?.data).toEqual(['LABEL_0', 'LABEL_0']);
    expect(probabilities?.data[0]).toBeCloseTo(0.75, 6);
    expect(probabilities?.data[1]).toBe(0.5);
  });

  it('an input that no tokenizer fills is INVALID_MODEL', async () => {
    const bytes = network({ inputs: [int64Input('input_ids'), int64Input('pixel_values')] });
    await expect(backend.load({ bytes })).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining('received input_ids INT64 [-1, -1]; pixel_values INT64 [-1, -1]') as string,
    });
  });

  it('a table that is shorter than the vocabulary fails as MODEL_FAILED, and the next run works', async () => {
    const files = {
      'tokenizer.json': {
        ...tokenizerJson,
        model: { ...tokenizerJson.model, vocab: { ...tokenizerJson.model.vocab, cave: 15 } },
      },
    };
    await using(withFiles(files).bytes, {}, async (model) => {
      await expect(model.run(texts('cave'))).rejects.toMatchObject({ code: 'MODEL_FAILED' });
      expect(await embed(model, 'red')).toEqual([1, 0]);
    });
  });
});

describe('archives', () => {
  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  const base: readonly (readonly [string, Uint8Array])[] = [
    ['tokenizer.json', json(tokenizerJson)],
    ['tokenizer_config.json', json(tokenizerConfig)],
  ];
  const load = (entries: readonly (readonly [string, Uint8Array])[], metadata: DeclaredMetadata = {}) =>
    backend.load({ bytes: writeModelFiles(new Map([...base, ...entries])) }, { metadata });

  it('several networks: the usual one, else the declared one', async () => {
    const other = tokenNetwork({
      table: {},
      width: 1,
      outputs: [{ name: 'hidden', datatype: 'FP32', shape: ['rows', 'tokens', 1] }],
    });
    const two: readonly (readonly [string, Uint8Array])[] = [
      ['a.onnx', perTokenNetwork],
      ['b.onnx', other],
    ];
    await expect(load(two)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'the archive holds "a.onnx", "b.onnx"; declare one of them as metadata.file',
    });
    const width = async (entries: typeof two, metadata: DeclaredMetadata) => {
      const model = await load(entries, metadata);
      await model.release();
      return model.metadata.outputs[0]?.shape[1];
    };
    expect(await width(two, { file: 'b.onnx' })).toBe(1);
    expect(await width([...two, ['onnx/model_quantized.onnx', other]], {})).toBe(1);
    expect(await width([...two, ['onnx/model.onnx', perTokenNetwork]], {})).toBe(2);
  });

  it.each<readonly [string, readonly (readonly [string, Uint8Array])[], RegExp]>([
    ['no network', [], /expected an archive with a file that ends in .onnx/],
    [
      'no JSON',
      [
        ['a.onnx', perTokenNetwork],
        ['config.json', Buffer.from('{')],
      ],
      /config.json: expected JSON/,
    ],
    [
      'JSON of another form',
      [
        ['a.onnx', perTokenNetwork],
        ['config.json', json([])],
      ],
      /config.json: expected an object/,
    ],
    [
      'no tokenizer',
      [
        ['a.onnx', perTokenNetwork],
        ['tokenizer.json', json({})],
      ],
      /tokenizer.json: expected a tokenizer/,
    ],
    ['no ONNX', [['a.onnx', Buffer.from('GGUF....')]], /GGUF/],
  ])('%s', async (_what, entries, expected) => {
    await expect(load(entries)).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringMatching(expected) as string,
    });
  });
});

it('without the package of tokenizers: NOT_INSTALLED with the command that installs it', async () => {
  const cause = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const without = createOnnxBackend({ importTokenizers: () => Promise.reject(cause) });
  await expect(without.load({ bytes: embedding })).rejects.toMatchObject({
    code: 'NOT_INSTALLED',
    message: expect.stringContaining('npm install @huggingface/tokenizers@0.2.0') as string,
    cause,
  });
});
