import { elementCount, type Json, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { fromHalf } from './half.ts';

export interface PredictionShape {
  readonly specs: readonly TensorSpec[];
  /** Whether to keep the batch axis; see `ParsedFeatures`. */
  readonly batched: boolean;
}

/**
 * The outputs as JSON that loses nothing: nested arrays by shape, maps where the model declares maps, integers beyond
 * 2^53 as strings of digits, NaN and the infinities as their names.
 */
export function formatPrediction(
  outputs: readonly Tensor[],
  { specs, batched }: PredictionShape,
): Record<string, Json> {
  return Object.fromEntries(
    outputs.map((tensor) => {
      const mapKeys = specs.find(({ name }) => name === tensor.name)?.mapKeys;
      const nested = nest(Array.from(tensor.data as ArrayLike<unknown>, formatElement(tensor)), tensor.shape);
      const rows = mapKeys === undefined ? nested : (nested as Json[][]).map((row) => zip(mapKeys, row));
      return [
        tensor.name,
        !batched && tensor.shape[0] === 1 && Array.isArray(rows) ? ((rows as Json[])[0] ?? null) : rows,
      ];
    }),
  );
}

const zip = (keys: readonly string[], values: readonly Json[]): Json =>
  Object.fromEntries(keys.map((key, i) => [key, values[i] ?? null]));

const formatElement =
  ({ datatype }: Tensor) =>
  (element: unknown): Json => {
    if (datatype === 'BOOL') return element === 1;
    if (typeof element === 'bigint') {
      const number = Number(element);
      return Number.isSafeInteger(number) ? number : String(element);
    }
    if (typeof element !== 'number') return element as string;
    const number = datatype === 'FP16' ? fromHalf(element) : element;
    return Number.isFinite(number) ? number : String(number);
  };

function nest(elements: readonly Json[], shape: readonly number[]): Json {
  const [size, ...rest] = shape;
  if (size === undefined) return elements[0] ?? null;
  if (rest.length === 0) return elements;
  const rowSize = elementCount(rest);
  return Array.from({ length: size }, (_, i) => nest(elements.slice(i * rowSize, (i + 1) * rowSize), rest));
}
