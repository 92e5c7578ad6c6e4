import { EdgeError, type Json, type TensorSpec } from '@harper-edge/contracts';

interface DeclaredTensor {
  readonly name: string;
  readonly datatype?: string;
  readonly shape?: readonly number[];
}

/**
 * Checks what an uploader declared against what the model file says. A declaration is `{ inputs: […] }`, `{ outputs: […] }`
 * or the list itself, of `{ name, datatype?, shape? }`; `null` declares nothing. A declared size fits a free axis, and a
 * declared -1 fits any size; other members are kept but not checked.
 *
 * @throws EdgeError INVALID_INPUT when the declaration itself is malformed, INVALID_MODEL when the file contradicts it.
 */
export function checkDeclaredSchema(declared: Json, actual: readonly TensorSpec[], side: 'inputs' | 'outputs'): void {
  if (declared === null) return;
  for (const tensor of parseDeclaration(declared, side)) {
    const spec = actual.find(({ name }) => name === tensor.name);
    if (spec === undefined) {
      const names = actual.map(({ name }) => `"${name}"`).join(', ');
      throw new EdgeError('INVALID_MODEL', `${side}: "${tensor.name}" is declared, but the model has ${names}`);
    }
    if (tensor.datatype !== undefined && tensor.datatype !== spec.datatype) {
      throw new EdgeError(
        'INVALID_MODEL',
        `${side}: "${tensor.name}" is declared ${tensor.datatype}, but the model says ${spec.datatype}`,
      );
    }
    if (tensor.shape !== undefined && !shapesFit(tensor.shape, spec.shape)) {
      throw new EdgeError(
        'INVALID_MODEL',
        `${side}: "${tensor.name}" is declared with shape [${tensor.shape.join(', ')}], but the model says [${spec.shape.join(', ')}] (-1 is any size)`,
      );
    }
  }
}

const shapesFit = (declared: readonly number[], actual: readonly number[]): boolean =>
  declared.length === actual.length &&
  declared.every((size, axis) => size === -1 || actual[axis] === -1 || size === actual[axis]);

function parseDeclaration(declared: Json, side: 'inputs' | 'outputs'): readonly DeclaredTensor[] {
  const list =
    typeof declared === 'object' && declared !== null && !Array.isArray(declared)
      ? (declared as Readonly<Record<string, Json>>)[side]
      : declared;
  const malformed = new EdgeError(
    'INVALID_INPUT',
    `${side === 'inputs' ? 'inputSchema' : 'outputSchema'}: expected {"${side}": [{"name": "…", "datatype"?: "FP32", "shape"?: [-1, 4]}]}`,
  );
  if (!Array.isArray(list)) throw malformed;
  return list.map((entry: Json) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw malformed;
    const { name, datatype, shape } = entry as Readonly<Record<string, Json>>;
    const shapeFits = shape === undefined || (Array.isArray(shape) && shape.every((size) => Number.isInteger(size)));
    if (typeof name !== 'string' || !shapeFits) throw malformed;
    if (datatype !== undefined && typeof datatype !== 'string') throw malformed;
    return {
      name,
      ...(datatype === undefined ? {} : { datatype }),
      ...(shape === undefined ? {} : { shape: shape as number[] }),
    };
  });
}
