import type { Tensor } from '@harper-edge/contracts';
import { writeModelFiles } from '../../model-files/index.ts';
import { writeOnnx, type OnnxNode, type OnnxValue } from '../../onnx-writer/index.ts';
import { tokenizerConfig, tokenizerJson, vocabulary } from './word-tokenizer.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The files of a text model as one archive: those of the fixtures' tokenizer, and more or others. */
export function textArchive(
  network: Uint8Array,
  { config, files = {} }: { readonly config: object; readonly files?: Readonly<Record<string, object>> },
): Uint8Array {
  const json = {
    'tokenizer.json': tokenizerJson,
    'tokenizer_config.json': tokenizerConfig,
    'config.json': config,
    ...files,
  };
  return writeModelFiles(
    new Map([
      ...Object.entries(json).map(([name, value]) => [name, encode(value)] as const),
      ['onnx/model.onnx', network] as const,
    ]),
  );
}

/**
 * The vector of each token: the fixtures' networks look tokens up in such a table, so that
 * answers can be worked out by hand. Words without a row are all zeros.
 */
export type TokenTable = Readonly<Partial<Record<(typeof vocabulary)[number], readonly number[]>>>;

function tableTensor(table: TokenTable, width: number): Tensor {
  const rows = vocabulary.map((word) => table[word] ?? Array.from({ length: width }, () => 0));
  return { name: 'table', datatype: 'FP32', shape: [rows.length, width], data: Float32Array.from(rows.flat()) };
}

export interface NetworkOptions {
  readonly table: TokenTable;
  readonly width: number;
  readonly inputs?: readonly OnnxValue[];
  /** What happens to the vectors of the tokens, `hidden` [rows, tokens, width]. */
  readonly nodes?: readonly OnnxNode[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers?: readonly Tensor[];
}

export const int64Input = (name: string): OnnxValue => ({ name, datatype: 'INT64', shape: ['rows', 'tokens'] });

/** A network that looks up a vector for each token. */
export function tokenNetwork({
  table,
  width,
  inputs,
  nodes = [],
  outputs,
  initializers = [],
}: NetworkOptions): Uint8Array {
  return writeOnnx({
    producerName: 'test',
    opsets: { '': 15 },
    graph: {
      name: 'tokens',
      nodes: [{ opType: 'Gather', inputs: ['table', 'input_ids'], outputs: ['hidden'] }, ...nodes],
      inputs: inputs ?? [int64Input('input_ids'), int64Input('attention_mask'), int64Input('token_type_ids')],
      outputs,
      initializers: [tableTensor(table, width), ...initializers],
    },
  });
}

/**
 * Scales and adds up the vectors of the tokens that are no padding, as `sums` [rows, width]; with the second text counted
 * as its token type, 1, and the first as 0, when `mask` is `token_type_ids`.
 */
export function sumOverTokens(mask: 'attention_mask' | 'token_type_ids'): readonly OnnxNode[] {
  return [
    { opType: 'Cast', inputs: [mask], outputs: ['weights'], attributes: { to: { int: 1 } } },
    { opType: 'Unsqueeze', inputs: ['weights', 'lastAxis'], outputs: ['columns'] },
    { opType: 'Mul', inputs: ['hidden', 'columns'], outputs: ['counted'] },
    { opType: 'ReduceSum', inputs: ['counted', 'tokenAxis'], outputs: ['sums'], attributes: { keepdims: { int: 0 } } },
  ];
}

/** Constants that `sumOverTokens` needs. */
export const sumConstants: readonly Tensor[] = [
  { name: 'lastAxis', datatype: 'INT64', shape: [1], data: BigInt64Array.from([2n]) },
  { name: 'tokenAxis', datatype: 'INT64', shape: [1], data: BigInt64Array.from([1n]) },
];
