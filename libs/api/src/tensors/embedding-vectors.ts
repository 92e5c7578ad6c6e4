import { EdgeError, type Tensor } from '@harper-edge/contracts';
import { fromHalf } from '../tensors/half.ts';

type Vector = Float32Array | Float64Array;

interface VectorOptions {
  /** How many the model was asked for. */
  readonly rows: number;
  /** Default: all the model gives. */
  readonly dimensions: number | undefined;
}

/**
 * The rows of a tensor of floats, [rows, length]. With fewer `dimensions` the first of each, scaled to the Euclidean length
 * 1 again; a vector of zeros stays one.
 *
 * @throws EdgeError INVALID_INPUT when the model gives fewer dimensions; MODEL_FAILED on another number of rows, and on NaN
 *   and infinities, which neither form of the answer is read back from safely
 */
export function embeddingVectors(tensor: Tensor, { rows, dimensions }: VectorOptions): readonly Vector[] {
  const [count, length = 0] = tensor.shape;
  const data = floatsOf(tensor);
  if (count !== rows || data.length !== rows * length) {
    throw new EdgeError('MODEL_FAILED', `expected ${rows} vectors, the model gave shape [${tensor.shape.join(', ')}]`);
  }
  if (!data.every(Number.isFinite)) throw new EdgeError('MODEL_FAILED', 'the model gave NaN or infinite numbers');
  checkDimensions(dimensions, length);
  return Array.from({ length: rows }, (_, row) => {
    const vector = data.subarray(row * length, (row + 1) * length);
    return dimensions === undefined || dimensions === length ? vector : normalized(vector.slice(0, dimensions));
  });
}

/** @throws EdgeError INVALID_INPUT when more are asked for than there are; `length` is -1 where it is not known yet */
export function checkDimensions(dimensions: number | undefined, length: number): void {
  if (dimensions === undefined || length === -1 || dimensions <= length) return;
  const expected = `dimensions: expected at most ${length}, the length of this model's vectors, received ${dimensions}`;
  throw new EdgeError('INVALID_INPUT', expected, { param: 'dimensions' });
}

export function writeVector(vector: Vector, format: 'float' | 'base64'): string | number[] {
  if (format === 'float') return Array.from(vector);
  // Little-endian, as this host is; a copy also where the model gives 32 bits, since the rows share their memory.
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

function floatsOf({ datatype, data }: Tensor): Vector {
  if (datatype === 'FP32' || datatype === 'FP64') return data;
  if (datatype === 'FP16') return Float32Array.from(data, fromHalf);
  throw new EdgeError('MODEL_FAILED', `expected vectors of floats, the model gave ${datatype}`);
}

function normalized(vector: Vector): Vector {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? vector : vector.map((value) => value / length);
}
