import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { parseJson } from '../http/parse-json.ts';
import { parseWith } from '../http/parse-with.ts';
import { showValue } from '../tensors/show-value.ts';

const parameters = z
  .record(z.string(), z.unknown())
  .nullish()
  .meta({ description: 'Names with strings, numbers or booleans.' });

const inputMessage = z.object({
  name: z.string(),
  shape: z.array(z.unknown()).meta({ description: 'Whole numbers, one per axis.', example: [1, 4] }),
  datatype: z.string().meta({ description: 'BOOL, UINT8 … UINT64, INT8 … INT64, FP16, FP32, FP64 or BYTES.' }),
  parameters: parameters.meta({ description: 'binary_data_size in bytes; content_type "base64" for BYTES.' }),
  data: z
    .array(z.unknown())
    .optional()
    .meta({
      description:
        'Flat or nested, row-major. 64-bit integers may be strings, NaN and the infinities are. Absent when the data follows in binary form.',
      example: [5.1, 3.5, 1.4, 0.2],
    }),
});

/** The JSON of an inference request; members that it does not name are ignored. */
export const inferMessage = z.object({
  id: z.string().nullish().meta({ description: 'Comes back with the answer.' }),
  parameters: parameters.meta({ description: 'timeout in microseconds; binary_data_output for all outputs.' }),
  inputs: z.array(inputMessage).min(1),
  outputs: z
    .array(z.object({ name: z.string(), parameters }))
    .nullish()
    .meta({ description: 'Default: all outputs, in the order of the model.' }),
});

export type InputMessage = z.infer<typeof inputMessage>;

export interface InferRequest {
  readonly id: string | undefined;
  readonly timeoutMs: number | undefined;
  /** `undefined` in the raw form, where the body is the one input. */
  readonly inputs: readonly InputMessage[] | undefined;
  /** Names of the outputs wanted, `undefined` for all. */
  readonly outputs: readonly string[] | undefined;
  /** Whether this output is wanted in binary form. */
  readonly wantsBinary: (output: string) => boolean;
  /** What follows the JSON: the inputs in binary form, in the order of the JSON. */
  readonly binary: Uint8Array;
}

/**
 * Parses the body of an inference request; `headerLength` is the header Inference-Header-Content-Length, the bytes of
 * JSON before the binary data. Without it all is JSON, and with 0 all is the one input.
 *
 * @throws EdgeError INVALID_INPUT, TOO_LARGE
 */
export function parseInferRequest(body: Uint8Array, headerLength: string | null): InferRequest {
  const jsonBytes = headerLength === null ? body.length : parseHeaderLength(headerLength, body.length);
  const binary = body.subarray(jsonBytes);
  if (headerLength !== null && jsonBytes === 0) {
    return {
      id: undefined,
      timeoutMs: undefined,
      inputs: undefined,
      outputs: undefined,
      wantsBinary: () => true,
      binary,
    };
  }
  const json = parseJson(body.subarray(0, jsonBytes));
  checkCounts(json);
  const message = parseWith(inferMessage, json, 'body');
  const outputs = message.outputs ?? [];
  outputs.forEach(({ name, parameters: given }) => {
    refuse(given, `output "${name.slice(0, 80)}"`, ['classification', 'shared_memory_region']);
  });
  const isBinaryByDefault = flag(message.parameters, 'binary_data_output') ?? false;
  const binaryByName = new Map(outputs.map(({ name, parameters: given }) => [name, flag(given, 'binary_data')]));
  return {
    id: message.id ?? undefined,
    timeoutMs: timeoutOf(message.parameters),
    inputs: message.inputs,
    outputs: outputs.length === 0 ? undefined : outputs.map(({ name }) => name),
    wantsBinary: (output) => binaryByName.get(output) ?? isBinaryByDefault,
    binary,
  };
}

function parseHeaderLength(headerLength: string, bodyBytes: number): number {
  const length = /^[0-9]{1,15}$/.test(headerLength) ? Number(headerLength) : Infinity;
  if (length <= bodyBytes) return length;
  throw new EdgeError(
    'INVALID_INPUT',
    `Inference-Header-Content-Length: expected a whole number from 0 to the ${bodyBytes} bytes of the body, received "${headerLength.slice(0, 40)}"`,
  );
}

/** More than any model has; a schema would list the fault of each of millions. */
const maxTensors = 1_024;

function checkCounts(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  for (const [name, value] of Object.entries(json)) {
    if ((name === 'inputs' || name === 'outputs') && Array.isArray(value) && value.length > maxTensors) {
      throw new EdgeError('INVALID_INPUT', `${name}: expected at most ${maxTensors}, received ${value.length}`);
    }
  }
}

type Parameters = z.infer<typeof parameters>;

function flag(given: Parameters, name: string): boolean | undefined {
  const value = given?.[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw new EdgeError('INVALID_INPUT', `parameter "${name}": expected true or false, received ${showValue(value)}`);
}

/** A parameter that changes what the tensor means cannot be ignored as others are. */
export function refuse(given: Parameters, where: string, names: readonly string[]): void {
  const name = names.find((candidate) => given?.[candidate] !== undefined);
  if (name === undefined) return;
  throw new EdgeError('INVALID_INPUT', `${where}: expected no parameter "${name}": this server does not have it`);
}

const maxTimeoutUs = 600_000_000;

/** As Triton has it: microseconds, 0 for none. */
function timeoutOf(given: Parameters): number | undefined {
  const timeoutUs = given?.['timeout'] ?? 0;
  if (typeof timeoutUs !== 'number' || !Number.isInteger(timeoutUs) || timeoutUs < 0 || timeoutUs > maxTimeoutUs) {
    throw new EdgeError(
      'INVALID_INPUT',
      `parameter "timeout": expected whole microseconds from 0 (none) to ${maxTimeoutUs}, received ${showValue(timeoutUs)}`,
    );
  }
  return timeoutUs === 0 ? undefined : timeoutUs / 1_000;
}
