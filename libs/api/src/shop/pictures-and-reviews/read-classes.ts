import { EdgeError, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import { fromHalf } from '../../tensors/half.ts';

export interface ClassProbability {
  readonly label: string;
  readonly probability: number;
}

/**
 * What a classifier says of each row, the likeliest class first: the first output of floats of two axes, all in [0, 1]. The
 * names of its classes are the keys of its map, or the elements of another output of its shape (the best few, by name), or
 * else their numbers from 0.
 *
 * @throws EdgeError INVALID_INPUT when the model has no such output
 */
export function readClasses(
  { id, outputs: specs }: ModelVersion,
  outputs: readonly Tensor[],
): readonly (readonly ClassProbability[])[] {
  const scores = outputs.map(probabilitiesIn).find((found) => found !== undefined);
  if (scores === undefined) {
    throw new EdgeError(
      'INVALID_INPUT',
      `model ${id} gives no probabilities of classes: expected an output of numbers from 0 to 1, [-1, classes]; metadata.postprocessing.activation makes them`,
    );
  }
  const { name, rows, columns, data } = scores;
  const mapKeys = specs.find((spec) => spec.name === name)?.mapKeys;
  const names = outputs.find(
    ({ name: other, shape }) => other !== name && shape.length === 2 && shape[0] === rows && shape[1] === columns,
  );
  const labelAt = (row: number, column: number): string =>
    mapKeys?.[column] ?? String(names?.data[row * columns + column] ?? column);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => ({
      label: labelAt(row, column),
      probability: data[row * columns + column] ?? 0,
    })).sort((a, b) => b.probability - a.probability),
  );
}

function probabilitiesIn({ name, datatype, shape, data }: Tensor) {
  const [rows = 0, columns = 0] = shape;
  if (!/^FP\d/.test(datatype) || shape.length !== 2) return undefined;
  const numbers = datatype === 'FP16' ? Float32Array.from(data, fromHalf) : (data as Float32Array | Float64Array);
  return numbers.every((value) => value >= 0 && value <= 1) ? { name, rows, columns, data: numbers } : undefined;
}
