import { EdgeError, textsOf, type Tensor } from '@harper-edge/contracts';
import {
  computeRows,
  createTokens,
  encodeWithin,
  measureOutputs,
  selectClassSource,
  softmax,
} from '../../onnx-text/index.ts';
import { guardRuns } from '../../guard-runs.ts';
import { openTextParts } from './text-parts.ts';
import type { TransformersTask } from './transformers-task.ts';
import { readZeroShotSettings, type ZeroShotSettings } from './zero-shot-settings.ts';

/**
 * Texts to shares of labels that are named with each call, by a model that says whether one sentence follows from another
 * (entailment, contradiction). Labels come sorted, the likeliest first. Source: Yin, Hay and Roth, "Benchmarking Zero-shot
 * Text Classification", EMNLP 2019.
 */
export const zeroShotTask: TransformersTask = {
  pipeline: 'text-classification',
  files: ['tokenizer.json'],
  open: async (model) => {
    const settings = readZeroShotSettings(model);
    const { network, tokenizer, limits } = openTextParts(model);
    const source = selectClassSource(await measureOutputs(network, tokenizer)).name;
    const head = { source, row: (values: Float32Array) => values.slice() };
    return guardRuns({
      ...model.memory,
      metadata: {
        ...model.facts,
        inputs: [
          { name: 'text', datatype: 'BYTES', shape: [-1] },
          { name: 'candidate_labels', datatype: 'BYTES', shape: [-1] },
        ],
        outputs: [
          { name: 'labels', datatype: 'BYTES', shape: [-1, -1] },
          { name: 'scores', datatype: 'FP32', shape: [-1, -1] },
        ],
      },
      // The labels of a call count for all its texts.
      independentRows: false,
      tokens: createTokens(tokenizer, limits),
      compute: async (inputs) => {
        const labels = textsNamed('candidate_labels', inputs);
        if (labels.length === 0) {
          throw new EdgeError('INVALID_INPUT', 'input "candidate_labels": expected at least one label');
        }
        const hypotheses = labels.map((label) => settings.template.split('{}').join(label));
        const pairs = textsNamed('text', inputs).flatMap((text) =>
          hypotheses.map((pair) => encodeWithin(tokenizer, limits.maxTokens, { text: limits.prefix + text, pair })),
        );
        return collect(labels, await computeRows({ network, padId: tokenizer.padId, head }, pairs), settings);
      },
    });
  },
};

function textsNamed(name: string, inputs: readonly Tensor[]): readonly string[] {
  return inputs.flatMap((input) => (input.name === name && input.datatype === 'BYTES' ? textsOf(input) : []));
}

/** `logits` are those of each text with each label, the labels of a text side by side. */
function collect(
  labels: readonly string[],
  logits: readonly Float32Array[],
  { multiLabel, entailment, contradiction }: ZeroShotSettings,
): readonly Tensor[] {
  const texts = logits.length / labels.length;
  const sorted = Array.from({ length: texts }, (_, text) => {
    const own = logits.slice(text * labels.length, (text + 1) * labels.length);
    const at = (row: Float32Array, place: number): number => row[place] ?? NaN;
    const alone = multiLabel || labels.length === 1;
    const scores = alone
      ? own.map((row) => softmax(Float32Array.of(at(row, contradiction), at(row, entailment)))[1] ?? NaN)
      : Array.from(softmax(Float32Array.from(own, (row) => at(row, entailment))));
    return scores.map((score, index) => ({ score, label: labels[index] ?? '' })).sort((a, b) => b.score - a.score);
  }).flat();
  const shape = [texts, labels.length];
  return [
    { name: 'labels', datatype: 'BYTES', shape, data: sorted.map(({ label }) => label) },
    { name: 'scores', datatype: 'FP32', shape, data: Float32Array.from(sorted, ({ score }) => score) },
  ];
}
