import { elementCount, type Json, type Tensor } from '@harper-edge/contracts';
import { formatPrediction } from '../tensors/format-prediction.ts';
import { binarySize } from '../tensors/write-binary.ts';

/** Numbers beyond this are more JSON than an event keeps; it would be made only to be thrown away. */
const maxKeptElements = 16_384;

/** What the event of an inference keeps of its inputs: as `POST /predict` takes them, or how large they were. */
export function keptInputs(inputs: readonly Tensor[]): Json {
  const isBinary = inputs.some(({ datatype, data }) => datatype === 'BYTES' && data.some(isBytes));
  const elements = inputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (isBinary || elements > maxKeptElements) {
    return { omitted: true, sizeBytes: inputs.reduce((sum, tensor) => sum + binarySize(tensor), 0) };
  }
  return formatPrediction(inputs, { specs: [], batched: true });
}

const isBytes = (element: string | Uint8Array): boolean => typeof element !== 'string';
