import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementCount, type Datatype, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { backendConformance, type BackendFixture } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { createOnnxBackend } from './index.ts';
import { repositoryRoot } from './testing/repository-root.ts';

/** Models that are too many to ship: the tests are skipped where their folder does not lie beside the checkout. */
const models = join(repositoryRoot, '../shared/models');
const folder = join(models, 'sklearn-onnx');
const present = existsSync(join(folder, 'expected.json'));
const suite = describe.skipIf(!present);
const backend = createOnnxBackend();

interface Answer {
  readonly labels: readonly string[];
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly input: readonly (readonly number[])[] | Readonly<Record<string, readonly (readonly (number | string)[])[]>>;
  readonly expected: readonly (readonly number[])[] | readonly number[];
}

const answers = present
  ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<Record<string, Answer>>)
  : {};
const answerOf = (name: string): Answer => {
  const answer = answers[name];
  if (answer === undefined) throw new Error(`expected an answer for ${name}`);
  return answer;
};
const read = (name: string): Uint8Array => readFileSync(join(folder, `${name}.onnx`));

const floats = (name: string, rows: readonly (readonly number[])[]): Tensor => ({
  name,
  datatype: 'FP32',
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
});
const strings = (name: string, data: readonly string[], shape = [data.length]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape,
  data,
});
const integers = (name: string, values: readonly number[]): Tensor => ({
  name,
  datatype: 'INT64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const spec = (name: string, datatype: Datatype, shape: readonly number[]): TensorSpec => ({ name, datatype, shape });
const largest = (row: readonly number[]): number => row.indexOf(Math.max(...row));

/** Which class has the highest probability, as the model names it. */
function labelsOf(name: string, label: 'label', asText: boolean): Tensor {
  const { labels, expected } = answerOf(name);
  const classes = (expected as readonly (readonly number[])[]).map(largest);
  return asText
    ? strings(
        label,
        classes.map((index) => labels[index] ?? ''),
      )
    : integers(label, classes);
}

function classifier(name: string, labelDatatype: 'BYTES' | 'INT64'): BackendFixture {
  const { input, expected } = answerOf(name);
  const rows = input as readonly (readonly number[])[];
  const probabilities = floats('probabilities', expected as readonly (readonly number[])[]);
  return {
    name,
    artifact: { bytes: read(name) },
    inputs: [spec('float_input', 'FP32', [-1, rows[0]?.length ?? 0])],
    outputs: [spec('label', labelDatatype, [-1]), spec('probabilities', 'FP32', [-1, probabilities.shape[1] ?? 0])],
    example: [floats('float_input', rows)],
    expected: [labelsOf(name, 'label', labelDatatype === 'BYTES'), probabilities],
    tolerance: 1e-5,
    batchable: true,
  };
}

function zipMapClassifier(): BackendFixture {
  const plain = classifier('iris-logreg', 'BYTES');
  const [label, probabilities] = plain.expected;
  if (label === undefined || probabilities === undefined) throw new Error('expected two outputs');
  return {
    ...plain,
    name: 'iris-logreg-zipmap',
    artifact: { bytes: read('iris-logreg-zipmap') },
    outputs: [
      spec('label', 'BYTES', [-1]),
      { ...spec('output_probability', 'FP32', [-1, 3]), mapKeys: answerOf('iris-logreg').labels },
    ],
    expected: [label, { ...probabilities, name: 'output_probability' }],
  };
}

function regressor(name: string): BackendFixture {
  const { input, expected } = answerOf(name);
  const rows = input as readonly (readonly number[])[];
  return {
    name,
    artifact: { bytes: read(name) },
    inputs: [spec('float_input', 'FP32', [-1, rows[0]?.length ?? 0])],
    outputs: [spec('variable', 'FP32', [-1, 1])],
    example: [floats('float_input', rows)],
    expected: [
      floats(
        'variable',
        (expected as readonly number[]).map((value) => [value]),
      ),
    ],
    // Relative to the largest answer: these are rentals per hour and the like, not shares.
    tolerance: 1e-5 * Math.max(1, ...(expected as readonly number[]).map(Math.abs)),
    batchable: true,
  };
}

function adultPipeline(): BackendFixture {
  const { input, expected, numeric, categorical } = answerOf('adult-pipeline');
  const columns = input as Readonly<Record<string, readonly (readonly (number | string)[])[]>>;
  const column = (name: string): (number | string)[] => (columns[name] ?? []).flat();
  return {
    name: 'adult-pipeline',
    artifact: { bytes: read('adult-pipeline') },
    inputs: [
      ...numeric.map((name) => spec(name, 'FP32', [-1, 1])),
      ...categorical.map((name) => spec(name, 'BYTES', [-1, 1])),
    ],
    outputs: [spec('label', 'BYTES', [-1]), spec('probabilities', 'FP32', [-1, 2])],
    example: [
      ...numeric.map((name) =>
        floats(
          name,
          column(name).map((value) => [Number(value)]),
        ),
      ),
      ...categorical.map((name) => strings(name, column(name).map(String), [column(name).length, 1])),
    ],
    expected: [
      labelsOf('adult-pipeline', 'label', true),
      floats('probabilities', expected as readonly (readonly number[])[]),
    ],
    tolerance: 1e-5,
    batchable: true,
  };
}

suite('models of scikit-learn (skipped where they are not beside the checkout)', () => {
  if (!present) return;
  const fixtures = [
    classifier('iris-logreg', 'BYTES'),
    zipMapClassifier(),
    classifier('wine-rf', 'BYTES'),
    classifier('digits-mlp', 'INT64'),
    classifier('breast-cancer-gbc', 'INT64'),
    classifier('elec2-gbc', 'INT64'),
    regressor('diabetes-gbr'),
    regressor('bike-demand-rf'),
    regressor('retail-demand-gbr'),
    adultPipeline(),
  ];
  for (const { name, run } of backendConformance({ backend, fixtures, notModels: {} })) it(name, run);

  it('digits-svc: the labels of scikit-learn, exactly', async () => {
    const { input, expected } = answerOf('digits-svc');
    const model = await backend.load({ bytes: read('digits-svc') });
    const [label] = await model.run([floats('float_input', input as readonly (readonly number[])[])], {
      outputs: ['label'],
    });
    expect(label).toEqual(integers('label', expected as readonly number[]));
    await model.release();
  });
});

suite('models of other exporters (skipped where they are not beside the checkout)', () => {
  if (!present) return;
  const fixtures: BackendFixture[] = [
    {
      name: 'mul_1',
      artifact: { bytes: read('third-party/mul_1') },
      inputs: [spec('X', 'FP32', [3, 2])],
      outputs: [spec('Y', 'FP32', [3, 2])],
      example: [
        floats('X', [
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ],
      expected: [
        floats('Y', [
          [1, 4],
          [9, 16],
          [25, 36],
        ]),
      ],
      tolerance: 0,
      batchable: false,
    },
    {
      name: 'identity_string',
      artifact: { path: join(folder, 'third-party/identity_string.onnx') },
      inputs: [spec('input:0', 'BYTES', [2, 2])],
      outputs: [spec('output:0', 'BYTES', [2, 2])],
      example: [strings('input:0', ['one', 'zwei', '', '三'], [2, 2])],
      expected: [strings('output:0', ['one', 'zwei', '', '三'], [2, 2])],
      tolerance: 0,
      batchable: false,
    },
  ];
  for (const { name, run } of backendConformance({ backend, fixtures, notModels: {} })) it(name, run);

  it.each([
    ['logreg_iris', 'label', 'probabilities', ['0', '1', '2']],
    ['randomforest', 'output_label', 'output_probability', ['0', '1', '2']],
    ['lightgbm', 'label', 'probabilities', ['0', '1', '2']],
  ])(
    '%s: the probabilities of its ZipMap add up to 1, and the label has the highest',
    async (name, label, probabilities, keys) => {
      const model = await backend.load({ bytes: read(`third-party/${name}`) });
      const [input] = model.metadata.inputs;
      if (input === undefined) throw new Error('expected an input');
      const declared = model.metadata.outputs.find((output) => output.name === probabilities);
      expect(declared?.mapKeys).toEqual(keys);
      expect(declared?.shape.at(-1)).toBe(keys.length);
      for (const start of [0.1, 2, 5.5]) {
        const data = Float32Array.from({ length: elementCount(input.shape) }, (_, i) => start + i);
        const [labels, scores] = await model.run([{ ...input, datatype: 'FP32', data }], {
          outputs: [label, probabilities],
        });
        expect(scores?.shape).toEqual([input.shape[0], keys.length]);
        for (const [row, predicted] of (labels?.data as BigInt64Array).entries()) {
          const shares = Array.from((scores?.data as Float32Array).slice(row * keys.length, (row + 1) * keys.length));
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
          expect(keys[largest(shares)]).toBe(String(predicted));
        }
      }
      await model.release();
    },
  );

  it.skipIf(!existsSync(join(models, 'toxicity-linear/toxicity-text.onnx')))(
    'toxicity-text: probabilities from texts',
    async () => {
      const model = await backend.load({ path: join(models, 'toxicity-linear/toxicity-text.onnx') });
      const texts = {
        'You are a stupid idiot and I hate you': 0.9737,
        'The tent kept us dry all night': 0.0603,
        'Thanks for the quick delivery!': 0.0844,
        'this jacket sucks, what a crappy product': 0.7593,
        '': 0.121,
      };
      const [label, scores] = await model.run([strings('text', Object.keys(texts))]);
      for (const [row, share] of Object.values(texts).entries()) {
        expect(scores?.data[2 * row + 1]).toBeCloseTo(share, 4);
        expect(label?.data[row]).toBe(share > 0.5 ? 1n : 0n);
      }
      await model.release();
    },
  );
});
