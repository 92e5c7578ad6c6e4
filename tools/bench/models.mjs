// The models that are measured, written anew each time from a seeded generator.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import { writeModelFiles } from '@harper-edge/backends/model-files';

function createRandom(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5;
}

const weights = (name, shape, random) => ({
  name,
  datatype: 'FP32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (random() * 4) / Math.sqrt(shape[0])),
});

/** Fully connected layers with ReLU between them. */
function mlp(sizes, seed) {
  const random = createRandom(seed);
  const initializers = [];
  const nodes = [];
  let previous = 'x';
  sizes.slice(1).forEach((size, i) => {
    const last = i === sizes.length - 2;
    initializers.push(weights(`w${i}`, [sizes[i], size], random), weights(`b${i}`, [size], random));
    nodes.push({ opType: 'Gemm', inputs: [previous, `w${i}`, `b${i}`], outputs: [last ? 'y' : `h${i}`] });
    if (!last) nodes.push({ opType: 'Relu', inputs: [`h${i}`], outputs: [`r${i}`] });
    previous = `r${i}`;
  });
  return writeOnnx({
    producerName: 'harper-edge-ai',
    irVersion: 8,
    opsets: { '': 17 },
    graph: {
      name: 'mlp',
      nodes,
      inputs: [{ name: 'x', datatype: 'FP32', shape: ['rows', sizes[0]] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: ['rows', sizes.at(-1)] }],
      initializers,
    },
  });
}

const vocabulary = 2_000;
const width = 384;

/** Token vectors through four layers of the width of a small sentence encoder; without attention, so of its cost but not its sense. */
function encoder(seed) {
  const random = createRandom(seed);
  const initializers = [weights('table', [vocabulary, width], random)];
  const nodes = [{ opType: 'Gather', inputs: ['table', 'input_ids'], outputs: ['h0'] }];
  for (let i = 0; i < 4; i++) {
    initializers.push(weights(`up${i}`, [width, 4 * width], random), weights(`down${i}`, [4 * width, width], random));
    nodes.push(
      { opType: 'MatMul', inputs: [`h${i}`, `up${i}`], outputs: [`u${i}`] },
      { opType: 'Relu', inputs: [`u${i}`], outputs: [`a${i}`] },
      { opType: 'MatMul', inputs: [`a${i}`, `down${i}`], outputs: [`d${i}`] },
      { opType: 'Add', inputs: [`h${i}`, `d${i}`], outputs: [i === 3 ? 'last_hidden_state' : `h${i + 1}`] },
    );
  }
  const ids = (name) => ({ name, datatype: 'INT64', shape: ['batch', 'tokens'] });
  return writeOnnx({
    producerName: 'harper-edge-ai',
    irVersion: 8,
    opsets: { '': 17 },
    graph: {
      name: 'encoder',
      // The mask is an input of every such model; it is used outside, for the mean.
      nodes: [...nodes, { opType: 'Identity', inputs: ['attention_mask'], outputs: ['mask'] }],
      inputs: [ids('input_ids'), ids('attention_mask')],
      outputs: [{ name: 'last_hidden_state', datatype: 'FP32', shape: ['batch', 'tokens', width] }],
      initializers,
    },
  });
}

const words = Array.from({ length: vocabulary - 2 }, (_, i) => `w${i.toString(36)}`);
const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'WordLevel',
    unk_token: '[UNK]',
    vocab: Object.fromEntries(['[PAD]', '[UNK]', ...words].map((word, i) => [word, i])),
  },
};

/** Writes every model into the folder; answers where they are and what to ask them. */
export async function writeModels(folder) {
  const row = Array.from({ length: 64 }, (_, i) => Math.fround(Math.sin(i + 1)));
  const models = {};
  for (const [name, hidden, seed] of [
    ['mlp-2.5MB', 756, 1],
    ['mlp-67MB', 4_064, 2],
    ['mlp-67MB-b', 4_064, 3],
  ]) {
    const bytes = mlp([64, hidden, hidden, 10], seed);
    const path = join(folder, `${name}.onnx`);
    await writeFile(path, bytes);
    models[name] = { name, path, bytes, input: 'x', output: 'y', row };
  }
  const random = createRandom(9);
  const word = () => words[Math.floor((random() + 0.5) * words.length)];
  const texts = Array.from({ length: 32 }, () => Array.from({ length: 12 }, word).join(' '));
  const files = {
    'model.onnx': encoder(4),
    'tokenizer.json': Buffer.from(JSON.stringify(tokenizer)),
    'tokenizer_config.json': Buffer.from(
      JSON.stringify({ model_max_length: 128, pad_token: '[PAD]', unk_token: '[UNK]' }),
    ),
  };
  const encoderFolder = join(folder, 'encoder');
  await mkdir(encoderFolder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(encoderFolder, name), content);
  const bytes = writeModelFiles(
    new Map(Object.entries(files).map(([name, content]) => [name, new Uint8Array(content)])),
  );
  return { models, encoder: { name: 'encoder', folder: encoderFolder, bytes, texts } };
}
