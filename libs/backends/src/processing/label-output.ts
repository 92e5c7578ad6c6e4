import { EdgeError, type LoadedModel, type ModelMetadata, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { guardRuns } from '../guard-runs.ts';
import type { LabelSettings } from './processing-settings.ts';
import { readLabels } from './read-labels.ts';

/**
 * The model with one FP32 output [rows, n] taken as n classes. Answers BYTES `label` [-1], the best one, and FP32
 * `probabilities` [-1, n] with the labels as `mapKeys`; or with `topK` BYTES `labels` and FP32 `scores` [-1, k], the best
 * first, of equal ones the one that comes first. Other outputs are left out. NaN counts as the lowest.
 *
 * @throws EdgeError INVALID_INPUT when the settings do not fit the model
 */
export function withLabels(
  model: LoadedModel,
  settings: LabelSettings,
  files: ReadonlyMap<string, Uint8Array>,
): LoadedModel {
  const output = chooseOutput(model.metadata, settings);
  const [rows = -1, classes = -1] = output.shape;
  const labels = readLabels(settings.labels, files) ?? numbered(classes, output);
  if (classes !== -1 && labels.length !== classes) {
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.postprocessing.labels: expected ${classes} labels, as output "${output.name}" has, received ${labels.length}`,
    );
  }
  const activate = activations[settings.activation ?? 'none'];
  const topK = settings.topK === undefined ? undefined : Math.min(settings.topK, labels.length);
  const { memoryBytes, lane, independentRows, tokens } = model;
  return guardRuns({
    metadata: { ...model.metadata, outputs: declareOutputs(rows, labels, topK) },
    memoryBytes,
    ...(lane !== undefined && { lane }),
    ...(independentRows !== undefined && { independentRows }),
    ...(tokens !== undefined && { tokens }),
    compute: async (inputs) => {
      const [answer] = await model.run(inputs, { outputs: [output.name] });
      const scores = splitRows(answer, labels.length).map(activate);
      return topK === undefined ? bestLabels(scores, labels) : topLabels(scores, labels, topK);
    },
    dispose: () => model.release(),
  });
}

function chooseOutput({ outputs }: ModelMetadata, { output: name }: LabelSettings): TensorSpec {
  const candidates = outputs.filter(({ datatype, shape }) => datatype === 'FP32' && shape.length === 2);
  const [first, second] = candidates;
  const output = name === undefined && second === undefined ? first : candidates.find((spec) => spec.name === name);
  if (output !== undefined) return output;
  const names = candidates.map((spec) => `"${spec.name}"`).join(', ') || 'none';
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.postprocessing.output: expected the name of an FP32 output with 2 axes, received ${name === undefined ? 'none' : `"${name}"`}; the model has ${names}`,
  );
}

function numbered(classes: number, { name }: TensorSpec): readonly string[] {
  if (classes >= 0) return Array.from({ length: classes }, (_, index) => String(index));
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.postprocessing.labels: expected labels, since output "${name}" does not tell how many there are`,
  );
}

function declareOutputs(rows: number, labels: readonly string[], topK: number | undefined): readonly TensorSpec[] {
  if (topK === undefined) {
    return [
      { name: 'label', datatype: 'BYTES', shape: [rows] },
      { name: 'probabilities', datatype: 'FP32', shape: [rows, labels.length], mapKeys: labels },
    ];
  }
  return [
    { name: 'labels', datatype: 'BYTES', shape: [rows, topK] },
    { name: 'scores', datatype: 'FP32', shape: [rows, topK] },
  ];
}

function splitRows(answer: Tensor | undefined, classes: number): readonly Float32Array[] {
  const [rows = 0, received] = answer?.shape ?? [];
  if (!(answer?.data instanceof Float32Array) || received !== classes) {
    throw new RangeError(`expected ${classes} numbers a row, one for each label, received ${String(received)}`);
  }
  const { data } = answer;
  return Array.from({ length: rows }, (_, row) => data.slice(row * classes, (row + 1) * classes));
}

const activations = {
  none: (row: Float32Array) => row,
  sigmoid: (row: Float32Array) => row.map((value) => 1 / (1 + Math.exp(-value))),
  softmax: (row: Float32Array) => {
    // Less the largest, so that no power overflows.
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Float64Array.from(row, (value) => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    return Float32Array.from(powers, (power) => power / sum);
  },
} as const;

function bestLabels(scores: readonly Float32Array[], labels: readonly string[]): readonly Tensor[] {
  const best = scores.map((row) => labels[bestOf(row)] ?? '');
  return [
    { name: 'label', datatype: 'BYTES', shape: [scores.length], data: best },
    { name: 'probabilities', datatype: 'FP32', shape: [scores.length, labels.length], data: joined(scores) },
  ];
}

function topLabels(scores: readonly Float32Array[], labels: readonly string[], topK: number): readonly Tensor[] {
  const shape = [scores.length, topK];
  const ranked = scores.map((row) => ranking(row).slice(0, topK));
  const names = ranked.flatMap((order) => order.map((index) => labels[index] ?? ''));
  const values = scores.map((row, i) => Float32Array.from(ranked[i] ?? [], (index) => row[index] ?? NaN));
  return [
    { name: 'labels', datatype: 'BYTES', shape, data: names },
    { name: 'scores', datatype: 'FP32', shape, data: joined(values) },
  ];
}

/** Index of the highest value, the first of equal ones. */
function bestOf(row: Float32Array): number {
  return row.reduce((best, _, index) => (rankOf(row, index) > rankOf(row, best) ? index : best), 0);
}

/** Indices from the highest value to the lowest; sorting keeps the order of equal ones. */
function ranking(row: Float32Array): readonly number[] {
  return Array.from(row.keys()).sort((a, b) => {
    const [rankA, rankB] = [rankOf(row, a), rankOf(row, b)];
    return rankA === rankB ? 0 : rankB - rankA;
  });
}

function rankOf(row: Float32Array, index: number): number {
  const value = row[index] ?? NaN;
  return Number.isNaN(value) ? -Infinity : value;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    data.set(row, at);
    at += row.length;
  }
  return data;
}
