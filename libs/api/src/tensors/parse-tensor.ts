import { EdgeError, checkTensor, elementCount, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { flatten } from './flatten.ts';
import { parseElements } from './parse-elements.ts';
import { parseShape } from './parse-shape.ts';

/**
 * One input from its JSON: a scalar, a nested array, or `{ data, shape }` with flat or nested data. A value with one axis
 * less than the model declares is one row; a flat list for an input of one value per row is one row per value.
 *
 * @throws EdgeError INVALID_INPUT
 */
export function parseTensor(value: unknown, spec: TensorSpec): { readonly tensor: Tensor; readonly batched: boolean } {
  const { name, datatype } = spec;
  if (isExplicit(value)) {
    const shape = parseShape(value.shape, name);
    const { elements, shape: nested } = flatten(value.data, name);
    if (nested.length > 1 && nested.join() !== shape.join())
      throw mismatch(spec, nested, `data of its own shape [${shape.join(', ')}]`);
    const tensor = { name, datatype, shape, data: parseElements(elements, spec) } as Tensor;
    checkTensor(tensor, spec);
    return { tensor, batched: true };
  }
  const { elements, shape: given } = flatten(value, name);
  const { shape, batched } = fitShape(given, spec);
  const tensor = { name, datatype, shape, data: parseElements(elements, spec) } as Tensor;
  checkTensor(tensor, spec);
  return { tensor, batched };
}

const isExplicit = (value: unknown): value is { data: unknown; shape: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'data' in value && 'shape' in value;

/** The shape the model wants, of the shape the nesting of the value shows. */
function fitShape(given: readonly number[], spec: TensorSpec): { shape: readonly number[]; batched: boolean } {
  const declared = spec.shape;
  if (given.length === declared.length) return { shape: given, batched: true };
  const rowSizes = declared.slice(1);
  const free = rowSizes.filter((size) => size === -1).length;
  if (given.length === declared.length - 1) {
    // [39, 50] for shape [-1, 1] is a column of two rows, not one row of two.
    if (given.length === 1 && rowSizes[0] === 1) return { shape: [given[0] ?? 0, 1], batched: true };
    return { shape: [1, ...given], batched: false };
  }
  const rowElements = elementCount(rowSizes);
  if (free === 0 && given.length <= 1 && elementCount(given) === rowElements)
    return { shape: [1, ...rowSizes], batched: false };
  throw mismatch(spec, given, `shape [${declared.join(', ')}] (-1 is any size), or one row of it`);
}

const mismatch = ({ name }: TensorSpec, given: readonly number[], expected: string): EdgeError =>
  new EdgeError(
    'INVALID_INPUT',
    `input "${name}": expected ${expected}, received ${given.length === 0 ? 'a single value' : `nested arrays of shape [${given.join(', ')}]`}`,
  );
