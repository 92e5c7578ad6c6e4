import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredMetadata, InferenceBackend, Tensor } from '@harper-edge/contracts';
import { backendConformance, type BackendFixture } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { createOnnxBackend } from '../onnx/index.ts';
import { repositoryRoot } from '../onnx/testing/repository-root.ts';
import { createTransformersBackend } from './index.ts';

/** A model that is too large to ship: the tests are skipped where its folder does not lie beside the checkout. */
const folder = join(repositoryRoot, '../shared/models/text-embed-384-onnx');
const present = existsSync(join(folder, 'onnx/model_quantized.onnx'));

const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];
const archive = present
  ? writeModelFiles(new Map(names.map((name) => [name, readFileSync(join(folder, name))])))
  : new Uint8Array();

const backends: readonly InferenceBackend[] = [createOnnxBackend(), createTransformersBackend()];
const texts = (data: readonly string[]): Tensor => ({ name: 'text', datatype: 'BYTES', shape: [data.length], data });

async function embed(
  backend: InferenceBackend,
  data: readonly string[],
  metadata: DeclaredMetadata = {},
): Promise<number[][]> {
  const model = await backend.load({ bytes: archive }, { metadata });
  const [embedding] = await model.run([texts(data)]);
  await model.release();
  const all = Array.from(embedding?.data as Float32Array);
  return data.map((_, row) => all.slice(384 * row, 384 * (row + 1)));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);

function largestDifference(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  expect(a.map((row) => row.length)).toEqual(b.map((row) => row.length));
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? NaN)))));
}

/** Cosines by the authors of the model, to three decimals: a unit of the last is the tolerance (one is 0.47750 here, 0.478 there). */
const similar = [
  ['two person tent', 'shelter for camping', 0.575],
  ['two person tent', 'running shoes', -0.013],
  ['hiking boots', 'waterproof trekking shoes', 0.22],
  ['hiking boots', 'frying pan', 0.05],
  ['How old are you?', 'What is your age?', 0.478],
  ['How old are you?', 'I like my phone', 0.05],
] as const;

const sentence = 'a waterproof tent for two people';
const sentenceStart = [-0.003831, 0.027826, 0.030106, -0.02619, -0.043246, -0.065956];

/** From a single word to far more than the 256 tokens the model reads. */
const mixed = [
  '',
  'tent',
  '🏕️ two-person TENT, 2.3kg!',
  'a b '.repeat(400),
  `${sentence} `.repeat(30),
  'x'.repeat(100_000),
];

const answers = present ? await Promise.all(backends.map((backend) => embed(backend, mixed))) : [];

describe.skipIf(!present)('a real embedding model (skipped where it is not beside the checkout)', () => {
  describe.each(backends.map((backend) => [backend.framework, backend] as const))('%s', (_framework, backend) => {
    it.each(similar)('"%s" and "%s": %d', async (a, b, expected) => {
      const [first = [], second = []] = await embed(backend, [a, b]);
      expect(Math.abs(dot(first, second) - expected)).toBeLessThan(1e-3);
    });

    it('gives the numbers that its authors measured', async () => {
      const [start = []] = await embed(backend, [sentence]);
      for (const [index, value] of sentenceStart.entries()) expect(start[index]).toBeCloseTo(value, 6);
    });

    it('pooled here instead of by the model: the same', async () => {
      const declared = { postprocessing: { pooling: 'mean', normalize: true } };
      expect(largestDifference(await embed(backend, mixed, declared), await embed(backend, mixed))).toBeLessThan(1e-5);
    });

    it('a batch equals each text alone', async () => {
      const all = await embed(backend, mixed);
      for (const [row, text] of mixed.entries()) {
        expect(largestDifference([all[row] ?? []], await embed(backend, [text]))).toBeLessThan(1e-5);
      }
    });

    it('reads ids 101 1037 2300 18907 9311 2005 2048 2111 102', async () => {
      const model = await backend.load({ bytes: archive });
      expect(await model.tokens?.count([sentence, 'tent '.repeat(1000)])).toEqual([9, 256]);
      expect(await model.tokens?.decode([[101, 1037, 2300, 18907, 9311, 2005, 2048, 2111, 102]])).toEqual([
        'a waterproof tent for two people',
      ]);
      await model.release();
    });
  });

  it('both backends agree', () => {
    const [onnx = [], transformers = []] = answers;
    expect(largestDifference(onnx, transformers)).toBeLessThan(1e-5);
  });

  for (const [index, backend] of present ? backends.entries() : []) {
    const fixture: BackendFixture = {
      name: `text-embed-384 on ${backend.framework}`,
      artifact: { bytes: archive },
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 384] }],
      example: [texts(mixed)],
      // No answer is known for whole embeddings of these texts: what the other backend gives.
      expected: [
        {
          name: 'embedding',
          datatype: 'FP32',
          shape: [mixed.length, 384],
          data: Float32Array.from((answers[1 - index] ?? []).flat()),
        },
      ],
      tolerance: 1e-5,
      batchable: true,
    };
    for (const { name, run } of backendConformance({ backend, fixtures: [fixture], notModels: {} })) it(name, run);
  }
});
