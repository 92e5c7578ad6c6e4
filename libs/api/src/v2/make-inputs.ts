import { checkTensor, EdgeError, elementCount, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { flatten } from '../tensors/flatten.ts';
import { parseElements } from '../tensors/parse-elements.ts';
import { parseShape } from '../tensors/parse-shape.ts';
import { readBinary, textOrBytes } from '../tensors/read-binary.ts';
import { showValue } from '../tensors/show-value.ts';
import { refuse, type InferRequest, type InputMessage } from './infer-request.ts';
import { makeRawInput } from './make-raw-input.ts';

/**
 * The input tensors of a request, checked against what the model declares.
 *
 * @throws EdgeError INVALID_INPUT naming the tensor, what was expected and what came.
 */
export function makeInputs(
  { inputs, binary }: Pick<InferRequest, 'inputs' | 'binary'>,
  specs: readonly TensorSpec[],
): readonly Tensor[] {
  if (inputs === undefined) return [makeRawInput(binary, specs)];
  const specOf = matchNames(inputs, specs);
  const sizes = inputs.map(binarySizeOf);
  const declaredBytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  if (declaredBytes !== binary.length) {
    throw new EdgeError(
      'INVALID_INPUT',
      `binary data: the inputs declare ${declaredBytes} bytes (binary_data_size), received ${binary.length} after the JSON, whose length is in the header Inference-Header-Content-Length`,
    );
  }
  let end = 0;
  return inputs.map((message, index) => {
    const start = end;
    end += sizes[index] ?? 0;
    return makeInput(message, specOf(message), sizes[index] === undefined ? undefined : binary.subarray(start, end));
  });
}

/** What the model declares of each input. @throws EdgeError INVALID_INPUT unless the names are exactly the model's */
function matchNames(
  inputs: readonly InputMessage[],
  specs: readonly TensorSpec[],
): (message: InputMessage) => TensorSpec {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const fail = (fault: string): never => {
    const expected = specs.map(({ name, datatype, shape }) => `"${name}" (${datatype} [${shape.join(', ')}])`);
    const received = inputs.slice(0, 10).map(({ name }) => JSON.stringify(name.slice(0, 80)));
    throw new EdgeError(
      'INVALID_INPUT',
      `inputs: expected ${expected.join(', ')}, received ${received.join(', ')}: ${fault}`,
    );
  };
  const seen = new Set<string>();
  for (const { name } of inputs) {
    const shown = JSON.stringify(name.slice(0, 80));
    if (!byName.has(name)) fail(`${shown} is unknown`);
    if (seen.has(name)) fail(`${shown} is given twice`);
    seen.add(name);
  }
  const missing = specs.find(({ name }) => !seen.has(name));
  if (missing !== undefined) fail(`"${missing.name}" is missing`);
  return ({ name }) => byName.get(name) ?? fail('it is unknown');
}

/** `undefined` for an input in JSON form. */
function binarySizeOf({ name, parameters, data }: InputMessage): number | undefined {
  refuse(parameters, `input "${name}"`, ['shared_memory_region']);
  const size = parameters?.['binary_data_size'] ?? undefined;
  if (size === undefined) return undefined;
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": binary_data_size: expected a whole number of bytes, received ${showValue(size)}`,
    );
  }
  if (data !== undefined) {
    throw new EdgeError('INVALID_INPUT', `input "${name}": expected data or binary_data_size, received both`);
  }
  return size as number;
}

function makeInput(message: InputMessage, spec: TensorSpec, bytes: Uint8Array | undefined): Tensor {
  const { name, datatype } = spec;
  if (message.datatype !== datatype) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": expected datatype ${datatype}, received ${showValue(message.datatype)}`,
    );
  }
  const shape = parseShape(message.shape, name);
  const data =
    bytes === undefined
      ? readJson(message, spec, shape)
      : readBinary(bytes, { name, datatype, count: elementCount(shape) });
  const tensor = { name, datatype, shape, data } as Tensor;
  checkTensor(tensor, spec);
  return tensor;
}

function readJson({ data, parameters }: InputMessage, spec: TensorSpec, shape: readonly number[]): Tensor['data'] {
  if (data === undefined) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${spec.name}": expected data, or the parameter binary_data_size with the data after the JSON`,
    );
  }
  const { elements, shape: nested } = flatten(data, spec.name);
  if (nested.length > 1 && nested.join() !== shape.join()) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${spec.name}": expected flat data or nested data of its own shape [${shape.join(', ')}], received nested arrays of shape [${nested.join(', ')}]`,
    );
  }
  const parsed = parseElements(elements, spec);
  return spec.datatype === 'BYTES' && parameters?.['content_type'] === 'base64'
    ? fromBase64(parsed as readonly string[], spec.name)
    : parsed;
}

const fromBase64 = (texts: readonly string[], name: string): readonly (string | Uint8Array)[] =>
  texts.map((text, index) => {
    const bytes = Buffer.from(text, 'base64');
    // The decoder skips what it does not know; written back, that shows.
    if (bytes.toString('base64') === text) return textOrBytes(bytes);
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": element ${index}: expected base64 with padding, received ${showValue(text)}`,
    );
  });
