import { EdgeError, type TensorSpec } from '@harper-edge/contracts';
import { isObject, type JsonObject } from '../declared-values.ts';
import type { ModelHead } from './model-head.ts';
import type { Activation, ClassSettings } from './text-settings.ts';

/** An output of the model with one number for each class. */
export interface ClassSource {
  readonly name: string;
  readonly classes: number;
}

/**
 * `label`, the name of the likeliest class (the first of several), and `probabilities` [rows, classes] with the names in
 * `mapKeys`. Names are those declared, else `id2label` of the model's config, else LABEL_0, LABEL_1 and so on.
 *
 * @throws EdgeError INVALID_INPUT when there are not as many declared labels as classes.
 */
export function createClassHead(
  { name, classes }: ClassSource,
  settings: ClassSettings,
  config: JsonObject,
): ModelHead {
  const labels = settings.labels ?? labelsOf(config, classes);
  if (labels.length !== classes) {
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.postprocessing.labels: expected ${classes}, one for each class of the model, received ${labels.length}`,
    );
  }
  const several = config.problem_type === 'multi_label_classification' || classes === 1;
  const activate = activations[settings.activation ?? (several ? 'sigmoid' : 'softmax')];
  const outputs: readonly TensorSpec[] = [
    { name: 'label', datatype: 'BYTES', shape: [-1] },
    { name: 'probabilities', datatype: 'FP32', shape: [-1, classes], mapKeys: labels },
  ];
  return {
    outputs,
    source: name,
    row: activate,
    collect: (rows) => {
      const data = new Float32Array(rows.length * classes);
      for (const [index, row] of rows.entries()) data.set(row, index * classes);
      const winners = rows.map((row) => labels[row.indexOf(Math.max(...row))] ?? '');
      return [
        { name: 'label', datatype: 'BYTES', shape: [rows.length], data: winners },
        { name: 'probabilities', datatype: 'FP32', shape: [rows.length, classes], data },
      ];
    },
  };
}

/** Less the largest, so that no exponential overflows. Shares that add up to 1. */
export function softmax(values: Float32Array): Float32Array {
  const largest = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

const activations = {
  softmax,
  sigmoid: (values: Float32Array) => values.map((value) => 1 / (1 + Math.exp(-value))),
  none: (values: Float32Array) => values.slice(),
} as const satisfies Record<Activation, (values: Float32Array) => Float32Array>;

/** Numbered names where the config has none, or not as many as the model has classes. */
function labelsOf({ id2label }: JsonObject, classes: number): readonly string[] {
  const named = isObject(id2label) ? id2label : {};
  const complete = Object.keys(named).length === classes;
  return Array.from({ length: classes }, (_, index) => {
    const label = named[String(index)];
    return complete && typeof label === 'string' ? label : `LABEL_${index}`;
  });
}
