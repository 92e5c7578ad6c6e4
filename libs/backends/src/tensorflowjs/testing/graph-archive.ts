import { writeModelFiles } from '../../model-files/index.ts';

export interface GraphWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly (number | string)[];
  /** The values are then those stored. */
  readonly quantization?: { readonly dtype: string; readonly min?: number; readonly scale?: number };
}

export interface GraphFile {
  readonly nodes: readonly object[];
  readonly weights?: readonly GraphWeight[];
  readonly signature?: object;
  /** More of model.json. */
  readonly json?: object;
  /** Bytes of each weight file. Default: all in one. */
  readonly shardBytes?: number;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** A graph model as an archive. Each weight also becomes the operation of its name. */
export function graphArchive(graph: GraphFile): Uint8Array {
  return writeModelFiles(new Map(Object.entries(graphFiles(graph))));
}

function graphFiles({
  nodes,
  weights = [],
  signature,
  json,
  shardBytes,
  files,
}: GraphFile): Record<string, Uint8Array> {
  const data = Buffer.concat(weights.map(storedBytes));
  const shards: Buffer[] = [];
  for (let at = 0; at < data.length; at += shardBytes ?? data.length) {
    shards.push(data.subarray(at, at + (shardBytes ?? data.length)));
  }
  const paths = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
  const constants = weights.map(({ name, dtype }) => ({
    name,
    op: 'Const',
    attr: { dtype: { type: tfTypes[dtype] } },
  }));
  const model = {
    format: 'graph-model',
    modelTopology: { node: [...constants, ...nodes] },
    ...(signature !== undefined && { signature }),
    weightsManifest: [{ paths, weights: weights.map(({ values: _values, ...spec }) => spec) }],
    ...json,
  };
  return {
    'model.json': Buffer.from(JSON.stringify(model)),
    ...Object.fromEntries(shards.map((shard, i) => [paths[i] ?? '', shard])),
    ...files,
  };
}

const tfTypes: Readonly<Record<string, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
  string: 'DT_STRING',
};

function storedBytes({ dtype, quantization, values }: GraphWeight): Buffer {
  const numbers = values.map(Number);
  switch (quantization?.dtype ?? dtype) {
    case 'float32':
      return bytesOf(Float32Array.from(numbers));
    case 'int32':
      return bytesOf(Int32Array.from(numbers));
    case 'uint16':
    case 'float16':
      return bytesOf(Uint16Array.from(numbers));
    case 'string':
      return Buffer.concat(
        values.flatMap((value) => {
          const text = Buffer.from(String(value));
          return [bytesOf(Uint32Array.of(text.length)), text];
        }),
      );
    default:
      return Buffer.from(Uint8Array.from(numbers));
  }
}

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Buffer {
  return Buffer.from(buffer);
}

/** An input of the graph. */
export function placeholder(name: string, type: string, shape: readonly number[]): object {
  return { name, op: 'Placeholder', attr: { dtype: { type }, shape: { shape: shapeOf(shape) } } };
}

/** An entry of a signature, for the tensor of the same name. */
export function declared(name: string, dtype: string, shape: readonly number[]): object {
  return { name: `${name}:0`, dtype, tensorShape: shapeOf(shape) };
}

function shapeOf(shape: readonly number[]): object {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}
