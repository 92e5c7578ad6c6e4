// The runtime without a server: what a row costs when nothing but session.run is called.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { answerMessages, percentile } from './child.mjs';

// The very runtime that the backend runs on.
const require = createRequire(new URL('../../libs/backends/package.json', import.meta.url));
const ort = require('onnxruntime-node');
const options = {
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};
const sessions = new Map();

const tensorOf = ({ row, rows = 1 }) =>
  new ort.Tensor(
    'float32',
    Float32Array.from({ length: row.length * rows }, (_, i) => row[i % row.length]),
    [rows, row.length],
  );

async function sessionOf(path) {
  if (!sessions.has(path)) sessions.set(path, await ort.InferenceSession.create(await readFile(path), options));
  return sessions.get(path);
}

answerMessages({
  /** One run after the other for so many seconds. */
  run: async ({ path, seconds, outputs, ...input }) => {
    const session = await sessionOf(path);
    const feeds = { [input.input]: tensorOf(input) };
    for (let i = 0; i < 20; i++) await session.run(feeds, outputs);
    const latencies = [];
    const untilMs = performance.now() + seconds * 1_000;
    while (performance.now() < untilMs) {
      const startMs = performance.now();
      await session.run(feeds, outputs);
      latencies.push(performance.now() - startMs);
    }
    return { rps: latencies.length / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  },
  /** From the file to the first answer. */
  create: async ({ path, ...input }) => {
    const startMs = performance.now();
    const session = await ort.InferenceSession.create(await readFile(path), options);
    await session.run({ [input.input]: tensorOf(input) });
    const ms = performance.now() - startMs;
    await session.release();
    return { ms };
  },
  /** The answer to one row, as plain numbers. */
  answer: async ({ path, output, ...input }) => {
    const session = await sessionOf(path);
    return { data: Array.from((await session.run({ [input.input]: tensorOf(input) }))[output].data) };
  },
  /** Texts through tokenizer, model, mean pooling and normalisation, so many at once. */
  embed: async ({ folder, texts, seconds }) => {
    const { Tokenizer } = await import('@huggingface/tokenizers');
    const json = async (name) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8'));
    const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
    const session = await sessionOf(`${folder}/model.onnx`);
    const embed = async () => {
      const encoded = texts.map((text) => tokenizer.encode(text).ids);
      const length = Math.max(...encoded.map((ids) => ids.length));
      const ids = new BigInt64Array(texts.length * length);
      const mask = new BigInt64Array(texts.length * length);
      encoded.forEach((row, r) =>
        row.forEach((id, i) => {
          ids[r * length + i] = BigInt(id);
          mask[r * length + i] = 1n;
        }),
      );
      const shape = [texts.length, length];
      const { last_hidden_state: hidden } = await session.run({
        input_ids: new ort.Tensor('int64', ids, shape),
        attention_mask: new ort.Tensor('int64', mask, shape),
      });
      const width = hidden.dims[2];
      return encoded.map((row, r) => {
        const vector = new Float32Array(width);
        for (let i = 0; i < row.length; i++)
          for (let j = 0; j < width; j++) vector[j] += hidden.data[(r * length + i) * width + j];
        let norm = 0;
        for (let j = 0; j < width; j++) norm += (vector[j] /= row.length) ** 2;
        for (let j = 0; j < width; j++) vector[j] /= Math.sqrt(norm);
        return vector;
      });
    };
    for (let i = 0; i < 5; i++) await embed();
    const latencies = [];
    const untilMs = performance.now() + seconds * 1_000;
    while (performance.now() < untilMs) {
      const startMs = performance.now();
      await embed();
      latencies.push(performance.now() - startMs);
    }
    return { rps: latencies.length / seconds, p50: percentile(latencies, 0.5), first: Array.from((await embed())[0]) };
  },
});
