import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import { documentsOf, type Concepts, type DescribedProduct } from './documents.ts';
import { learnWordVectors } from './learn-word-vectors.ts';
import { stemOf } from './stem.ts';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] as const;

/** Endings of a word that is not known but for them: "hammocking" is read as "hammock". They add nothing to its meaning. */
const endings =
  's es d ed ing r er rs ers y ly ness less ful able proof wear ning ned ner ners ming med mer mers ping ped per pers ting ted ter ters ging ged ger gers'.split(
    ' ',
  );

const maxTokens = 256;

/** The files of examples/gear-words. Deterministic: the same products and concepts give the same bytes. */
export function makeGearWords(
  products: readonly DescribedProduct[],
  concepts: Concepts,
): ReadonlyMap<string, Uint8Array> {
  const documents = documentsOf(products, concepts);
  const vectors = learnWordVectors(documents);
  // Stems themselves too, so that forms which nobody wrote down are found as stem and ending.
  const words = [...new Set([...documents.flatMap((document) => document.words), ...vectors.keys()])].sort();
  const vocabulary = [...special, ...endings.map((ending) => `##${ending}`), ...words];
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  return new Map([
    [
      'config.json',
      json({ architectures: ['BertModel'], model_type: 'bert', hidden_size: 64, max_position_embeddings: maxTokens }),
    ],
    ['tokenizer.json', json(tokenizerOf(vocabulary))],
    ['tokenizer_config.json', json(tokenizerConfig)],
    ['onnx/model.onnx', networkOf(vocabulary.map((word) => vectors.get(word) ?? vectors.get(stemOf(word))))],
  ]);
}

const tokenizerConfig = {
  tokenizer_class: 'BertTokenizer',
  model_max_length: maxTokens,
  do_lower_case: true,
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  unk_token: '[UNK]',
};

/** Cuts texts at spaces and punctuation, and unknown words into a known one and its endings, or else not at all. */
const tokenizerOf = (vocabulary: readonly string[]): object => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: special.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
  },
});

/** Looks the vector of each token up; those without one are all zeros. The backend takes the mean, at length 1. */
function networkOf(rows: readonly (Int8Array | undefined)[]): Uint8Array {
  const data = new Int8Array(rows.length * 64);
  for (const [index, row] of rows.entries()) if (row !== undefined) data.set(row, index * 64);
  return writeOnnx({
    producerName: 'harper-edge-ai',
    opsets: { '': 15 },
    graph: {
      name: 'gear-words',
      nodes: [
        { opType: 'Gather', inputs: ['vectors', 'input_ids'], outputs: ['numbers'] },
        { opType: 'Cast', inputs: ['numbers'], outputs: ['last_hidden_state'], attributes: { to: { int: 1 } } },
      ],
      inputs: [{ name: 'input_ids', datatype: 'INT64', shape: ['rows', 'tokens'] }],
      outputs: [{ name: 'last_hidden_state', datatype: 'FP32', shape: ['rows', 'tokens', 64] }],
      initializers: [{ name: 'vectors', datatype: 'INT8', shape: [rows.length, 64], data }],
    },
  });
}
