import type { Tensor, TensorSpec } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import { sumConstants, sumOverTokens, textArchive, tokenNetwork, type TokenTable } from './text-archives.ts';

const textInput: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1] };
const texts = (...data: readonly string[]): Tensor => ({ name: 'text', datatype: 'BYTES', shape: [data.length], data });
const floats = (name: string, rows: readonly (readonly number[])[]): Tensor => ({
  name,
  datatype: 'FP32',
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
});
const strings = (name: string, data: readonly string[]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape: [data.length],
  data,
});

/** Padding has large numbers: an average that counted it would be far off. */
const meanings: TokenTable = {
  '[PAD]': [100, 100],
  '[UNK]': [6, 8],
  '[CLS]': [1, 0],
  '[SEP]': [1, 0],
  red: [3, 0],
  green: [0, 3],
  tent: [-2, 9],
};

const bertModel = { architectures: ['BertModel'], model_type: 'bert', hidden_size: 2, max_position_embeddings: 64 };

/** Gives the vector of each token. */
export const perTokenNetwork = tokenNetwork({
  table: meanings,
  width: 2,
  nodes: [{ opType: 'Identity', inputs: ['hidden'], outputs: ['last_hidden_state'] }],
  outputs: [{ name: 'last_hidden_state', datatype: 'FP32', shape: ['rows', 'tokens', 2] }],
});

/**
 * Vectors per token, to be pooled. By hand: "red" is [CLS] red [SEP] = (1, 0) + (3, 0) + (1, 0), its mean points along
 * (1, 0). "Green tent" is (1, 0) + (0, 3) + (-2, 9) + (1, 0) = (0, 12): (0, 1). "" is (1, 0). An emoji is unknown:
 * (1, 0) + (6, 8) + (1, 0) = (8, 8), of unit length (0.70711, 0.70711).
 */
export function embeddingFixture(): BackendFixture {
  return {
    name: 'embedding',
    artifact: { bytes: textArchive(perTokenNetwork, { config: bertModel }) },
    inputs: [textInput],
    outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 2] }],
    example: [texts('red', 'Green tent', '', '🙂')],
    expected: [
      floats('embedding', [
        [1, 0],
        [0, 1],
        [1, 0],
        [Math.SQRT1_2, Math.SQRT1_2],
      ]),
    ],
    tolerance: 1e-6,
    batchable: true,
  };
}

/** The same network with declared settings: the vector of [CLS] after a prefix, not normalised, or no pooling at all. */
function declaredEmbeddingFixtures(): BackendFixture[] {
  const { artifact, inputs, outputs } = embeddingFixture();
  const common = { artifact, inputs, outputs, tolerance: 1e-6, batchable: true };
  return [
    {
      ...common,
      name: 'mean, not normalised, with a prefix',
      metadata: {
        taskType: 'feature-extraction',
        preprocessing: { text: { prefix: 'green ', maxTokens: 4 } },
        postprocessing: { pooling: 'mean', normalize: false },
      },
      // Four tokens: [CLS] green red [SEP], and the same without what comes after; [CLS] green [SEP] for the empty text.
      example: [texts('red', 'red tent tent', '')],
      expected: [
        floats('embedding', [
          [5 / 4, 3 / 4],
          [5 / 4, 3 / 4],
          [2 / 3, 1],
        ]),
      ],
    },
    {
      ...common,
      name: 'cls, not normalised',
      metadata: { postprocessing: { pooling: 'cls', normalize: false } },
      example: [texts('red', 'green green')],
      expected: [
        floats('embedding', [
          [1, 0],
          [1, 0],
        ]),
      ],
    },
    {
      ...common,
      name: 'vectors per token',
      metadata: { postprocessing: { pooling: 'none', normalize: false } },
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, -1, 2] }],
      example: [texts('red', '')],
      expected: [
        {
          name: 'embedding',
          datatype: 'FP32',
          shape: [2, 3, 2],
          data: Float32Array.from([1, 0, 3, 0, 1, 0, 1, 0, 1, 0, 0, 0]),
        },
      ],
      batchable: false,
    },
  ];
}

const sums = {
  width: 2,
  nodes: sumOverTokens('attention_mask'),
  initializers: sumConstants,
};

/** A network that pools itself: the sum of its tokens' vectors, (1, 0) + (3, 0) + (1, 0) for "red". */
function pooledFixture(): BackendFixture {
  const network = tokenNetwork({
    ...sums,
    table: meanings,
    nodes: [...sums.nodes, { opType: 'Identity', inputs: ['sums'], outputs: ['sentence_embedding'] }],
    outputs: [
      { name: 'hidden', datatype: 'FP32', shape: ['rows', 'tokens', 2] },
      { name: 'sentence_embedding', datatype: 'FP32' },
    ],
  });
  return {
    name: 'pooled by the network',
    artifact: { bytes: textArchive(network, { config: bertModel }) },
    metadata: { postprocessing: { normalize: false } },
    inputs: [textInput],
    outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 2] }],
    example: [texts('red', 'green tent')],
    expected: [
      floats('embedding', [
        [5, 0],
        [0, 12],
      ]),
    ],
    tolerance: 0,
    batchable: true,
  };
}

/** Logarithms, so that softmax gives whole shares. */
const votes: TokenTable = {
  '[PAD]': [50, 0, 0],
  red: [Math.log(2), 0, 0],
  green: [0, Math.log(4), 0],
  tent: [0, 0, Math.log(8)],
};

const colours = ['warm', 'fresh', 'shelter'] as const;

export const classifierConfig = {
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  max_position_embeddings: 64,
  id2label: { 0: 'warm', 1: 'fresh', 2: 'shelter' },
  label2id: { warm: 0, fresh: 1, shelter: 2 },
};

/** Logits [rows, 3]: sums of the tokens' vectors. */
export const votingNetwork = tokenNetwork({
  table: votes,
  width: 3,
  nodes: [...sumOverTokens('attention_mask'), { opType: 'Identity', inputs: ['sums'], outputs: ['logits'] }],
  initializers: sumConstants,
  outputs: [{ name: 'logits', datatype: 'FP32', shape: ['rows', 3] }],
});

/**
 * By hand: the exponentials of the logits are, for "red", (2, 1, 1) of 4; for "green green", (1, 16, 1) of 18; for "red tent",
 * (2, 1, 8) of 11; for "", (1, 1, 1) of 3, where the first label wins.
 */
export function classifierFixture(): BackendFixture {
  return {
    name: 'classifier',
    artifact: { bytes: textArchive(votingNetwork, { config: classifierConfig }) },
    inputs: [textInput],
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 3], mapKeys: colours },
    ],
    example: [texts('red', 'green green', 'red tent', '')],
    expected: [
      strings('label', ['warm', 'fresh', 'shelter', 'warm']),
      floats('probabilities', [
        [2 / 4, 1 / 4, 1 / 4],
        [1 / 18, 16 / 18, 1 / 18],
        [2 / 11, 1 / 11, 8 / 11],
        [1 / 3, 1 / 3, 1 / 3],
      ]),
    ],
    tolerance: 1e-6,
    batchable: true,
  };
}

/** Sigmoids of the same logits, with declared names: of ln 2 it is 2/3, of ln 4 it is 4/5, of 0 a half. */
function declaredClassifierFixture(): BackendFixture {
  const labels = ['a', 'b', 'c'];
  return {
    ...classifierFixture(),
    name: 'classifier with declared labels and sigmoid',
    metadata: { taskType: 'text-classification', postprocessing: { activation: 'sigmoid', labels } },
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 3], mapKeys: labels },
    ],
    example: [texts('red', 'green')],
    expected: [
      strings('label', ['a', 'b']),
      floats('probabilities', [
        [2 / 3, 1 / 2, 1 / 2],
        [1 / 2, 4 / 5, 1 / 2],
      ]),
    ],
  };
}

/** Every kind of text model that is run with its tokenizer. */
export function textFixtures(): BackendFixture[] {
  return [
    embeddingFixture(),
    ...declaredEmbeddingFixtures(),
    pooledFixture(),
    classifierFixture(),
    declaredClassifierFixture(),
  ];
}
