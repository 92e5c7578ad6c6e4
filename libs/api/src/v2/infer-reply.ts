import type { Tensor } from '@harper-edge/contracts';
import { reply, type Reply } from '../http/reply.ts';
import { binarySize, writeBinary } from '../tensors/write-binary.ts';
import { writeJsonData } from '../tensors/write-json-data.ts';

export interface InferAnswer {
  readonly modelName: string;
  readonly modelVersion: string;
  /** Of the request. */
  readonly id: string | undefined;
  readonly inferenceId: string;
  readonly outputs: readonly Tensor[];
}

/**
 * The reply to an inference: JSON, and after it the outputs wanted in binary form. The bytes of an output are copied
 * once, into the body.
 */
export function inferReply(answer: InferAnswer, wantsBinary: (output: string) => boolean): Reply {
  const binary = answer.outputs
    .filter(({ name }) => wantsBinary(name))
    .map((tensor) => ({ tensor, sizeBytes: binarySize(tensor) }));
  const sizes = new Map(binary.map(({ tensor, sizeBytes }) => [tensor, sizeBytes]));
  const json = writeAnswer(answer, sizes);
  if (binary.length === 0) return reply(json, { contentType: 'application/json' });
  const jsonBytes = Buffer.byteLength(json);
  const body = Buffer.allocUnsafe(binary.reduce((sum, { sizeBytes }) => sum + sizeBytes, jsonBytes));
  binary.reduce((offset, { tensor }) => writeBinary(tensor, body, offset), body.write(json));
  return reply(body, {
    contentType: 'application/octet-stream',
    headers: { 'inference-header-content-length': String(jsonBytes) },
  });
}

/** Put together as text: the data must not go through a serializer that knows neither NaN nor big integers. */
function writeAnswer(
  { modelName, modelVersion, id, inferenceId, outputs }: InferAnswer,
  sizes: ReadonlyMap<Tensor, number>,
): string {
  const head = { model_name: modelName, model_version: modelVersion, id, parameters: { inference_id: inferenceId } };
  return `${open(head)},"outputs":[${outputs.map((tensor) => writeOutput(tensor, sizes.get(tensor))).join(',')}]}`;
}

function writeOutput(tensor: Tensor, sizeBytes: number | undefined): string {
  const { name, shape, datatype } = tensor;
  if (sizeBytes !== undefined) {
    return JSON.stringify({ name, shape, datatype, parameters: { binary_data_size: sizeBytes } });
  }
  const { text, parameters } = writeJsonData(tensor);
  return `${open({ name, shape, datatype, parameters })},"data":${text}}`;
}

/** A JSON object without its closing brace. */
const open = (members: object): string => JSON.stringify(members).slice(0, -1);
