import { EdgeError, type ModelMetadata, type TensorSpec } from '@harper-edge/contracts';
import type { OnnxSession, OnnxValueMetadata } from './onnx-runtime.ts';
import { datatypeOf } from './runtime-tensor.ts';

type MapKeys = ReadonlyMap<string, readonly string[]>;

/**
 * What the loaded model declares. Free and unknown sizes are -1; an output whose rank is not known has the shape [].
 * Outputs that are no tensors, or of a type that no datatype holds, are left out.
 *
 * @throws EdgeError INVALID_MODEL for an input of such a type, or when no output is left.
 */
export function readSessionMetadata(session: OnnxSession, mapKeys: MapKeys): ModelMetadata {
  const inputs = session.inputMetadata.map((input) => {
    const spec = toSpec(input);
    if (spec !== undefined) return spec;
    throw new EdgeError(
      'INVALID_MODEL',
      `input "${input.name}": expected a tensor, the model declares ${declaredType(input)}`,
    );
  });
  const outputs = session.outputMetadata.flatMap((output) => {
    const spec = toSpec(output);
    return spec === undefined ? [] : [withMapKeys(spec, mapKeys)];
  });
  if (outputs.length === 0) {
    const declared = session.outputMetadata.map((output) => `"${output.name}" (${declaredType(output)})`);
    throw new EdgeError(
      'INVALID_MODEL',
      `expected at least one output that is a tensor, the model has ${declared.join(', ') || 'none'}`,
    );
  }
  return { platform: 'onnx_onnxv1', inputs, outputs };
}

function toSpec(value: OnnxValueMetadata): TensorSpec | undefined {
  if (!value.isTensor) return undefined;
  const datatype = datatypeOf(value.type);
  if (datatype === undefined) return undefined;
  return { name: value.name, datatype, shape: value.shape.map((size) => (typeof size === 'number' ? size : -1)) };
}

function declaredType(value: OnnxValueMetadata): string {
  return value.isTensor ? value.type : 'a sequence, map or optional value';
}

/** ZipMap takes rows of values, or a single row without the rows' axis. */
function withMapKeys(spec: TensorSpec, allKeys: MapKeys): TensorSpec {
  const mapKeys = allKeys.get(spec.name);
  if (mapKeys === undefined) return spec;
  const rows = spec.shape.length === 1 ? 1 : (spec.shape[0] ?? -1);
  return { ...spec, shape: [rows, mapKeys.length], mapKeys };
}
