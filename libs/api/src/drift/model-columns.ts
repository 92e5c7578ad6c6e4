import type { Json, ModelVersion, TensorSpec } from '@harper-edge/contracts';

/** The columns that the elements of one input or output are, row by row. */
export interface TensorColumns {
  readonly tensor: string;
  /** One for each element of a row. */
  readonly names: readonly string[];
  readonly isText: boolean;
  /** Where rows are maps: their keys, in the order of the names. */
  readonly mapKeys: readonly string[] | undefined;
}

/** Columns of one tensor beyond which nobody looks at them one by one: images, vectors of texts. */
const maxColumns = 200;

/** The numeric column of how long the texts of an input are; a text without a character is missing there. */
export const lengthOf = (column: string): string => `${column}.length`;

/** Columns of the inputs: `input`, `input[3]`, or as `featureNames` in the metadata says. */
export const inputColumns = ({ inputs, metadata }: ModelVersion): readonly TensorColumns[] =>
  columnsOf(inputs, metadata['featureNames']);

/** Columns of the outputs: `output`, `output[3]`, or `output.key` where the model answers maps. */
export const outputColumns = ({ outputs }: ModelVersion): readonly TensorColumns[] => columnsOf(outputs, undefined);

const columnsOf = (specs: readonly TensorSpec[], featureNames: Json | undefined): readonly TensorColumns[] =>
  specs.flatMap((spec) => {
    const isText = spec.datatype === 'BYTES';
    const width = rowWidth(spec);
    if (width === undefined || width > maxColumns) return [];
    const given = namesFor(spec.name, featureNames, specs.length);
    const names = given?.length === width ? given : elementNames(spec, width);
    return [{ tensor: spec.name, names, isText, mapKeys: spec.mapKeys }];
  });

/** Elements of a row; undefined where rows have different ones. */
function rowWidth({ shape, mapKeys, datatype }: TensorSpec): number | undefined {
  if (mapKeys !== undefined) return mapKeys.length;
  const row = shape[0] === -1 ? shape.slice(1) : shape;
  if (datatype === 'BYTES' && row.includes(-1)) return 1;
  return row.includes(-1) ? undefined : row.reduce((product, size) => product * size, 1);
}

function namesFor(tensor: string, featureNames: Json | undefined, tensors: number): readonly string[] | undefined {
  const names = Array.isArray(featureNames)
    ? tensors === 1 && (featureNames as readonly Json[])
    : typeof featureNames === 'object' && featureNames !== null && (featureNames as Record<string, Json>)[tensor];
  if (!Array.isArray(names) || new Set(names).size < names.length) return undefined;
  return names.every((name): name is string => typeof name === 'string') ? names : undefined;
}

function elementNames({ name, mapKeys }: TensorSpec, width: number): readonly string[] {
  if (mapKeys !== undefined) return mapKeys.map((key) => `${name}.${key}`);
  return width === 1 ? [name] : Array.from({ length: width }, (_, index) => `${name}[${index}]`);
}
