import type { io, LayersModel } from '@tensorflow/tfjs';
import { writeModelFiles } from '../../model-files/index.ts';
import { declared, graphArchive, placeholder, type GraphFile, type GraphWeight } from './graph-archive.ts';

/** y = x·w + b, by hand: w = [[1, -1], [0.5, 2], [0, 3]], b = [0.25, -0.5]. */
export const affineWeights = { w: [1, -1, 0.5, 2, 0, 3], b: [0.25, -0.5] };
export const affineInput = [1, 2, 3, 0, 0, 0, -1, 4, 0.5];
export const affineOutput = [2.25, 11.5, 0.25, -0.5, 1.25, 10];

const affineNodes = [
  placeholder('x', 'DT_FLOAT', [-1, 3]),
  { name: 'product', op: 'MatMul', input: ['x', 'w'], attr: { transpose_a: { b: false }, transpose_b: { b: false } } },
  { name: 'y', op: 'AddV2', input: ['product', 'b'] },
];

/** The affine graph with its weights stored in any form. */
export function affineGraph(
  stored: { readonly w?: Partial<GraphWeight>; readonly graph?: Partial<GraphFile> } = {},
): Uint8Array {
  return graphArchive({
    nodes: affineNodes,
    weights: [
      { name: 'w', shape: [3, 2], dtype: 'float32', values: affineWeights.w, ...stored.w },
      { name: 'b', shape: [2], dtype: 'float32', values: affineWeights.b },
    ],
    signature: {
      inputs: { 'x:0': declared('x', 'DT_FLOAT', [-1, 3]) },
      outputs: { y: declared('y', 'DT_FLOAT', [-1, 2]) },
    },
    ...stored.graph,
  });
}

/** One Identity for each datatype. */
export function identityGraph(type: string): Uint8Array {
  return graphArchive({
    nodes: [placeholder('x', type, [-1, 2]), { name: 'y', op: 'Identity', input: ['x'], attr: { T: { type } } }],
    signature: { inputs: { x: declared('x', type, [-1, 2]) }, outputs: { y: declared('y', type, [-1, 2]) } },
  });
}

/** Share of red, green and blue in pictures of 2 × 2 pixels: the mean over both sides. */
export function colorGraph(files: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  return graphArchive({
    nodes: [
      placeholder('pixels', 'DT_FLOAT', [-1, 2, 2, 3]),
      { name: 'colors', op: 'Mean', input: ['pixels', 'axes'], attr: { keep_dims: { b: false } } },
    ],
    weights: [{ name: 'axes', shape: [2], dtype: 'int32', values: [1, 2] }],
    signature: {
      inputs: { pixels: declared('pixels', 'DT_FLOAT', [-1, 2, 2, 3]) },
      outputs: { colors: declared('colors', 'DT_FLOAT', [-1, 3]) },
    },
    files,
  });
}

/** Positions of the elements above 0: an operation whose result has to be waited for. */
export function whereGraph(): Uint8Array {
  return graphArchive({
    nodes: [
      placeholder('x', 'DT_FLOAT', [-1, 2]),
      { name: 'positive', op: 'Greater', input: ['x', 'zero'] },
      { name: 'y', op: 'Where', input: ['positive'] },
    ],
    weights: [{ name: 'zero', shape: [], dtype: 'float32', values: [0] }],
    signature: {
      inputs: { x: declared('x', 'DT_FLOAT', [-1, 2]) },
      outputs: { y: declared('y', 'DT_INT64', [-1, 2]) },
    },
  });
}

/** Numbers of words, by a table that a graph of its own fills before the first run; -1 for words that are not in it. */
export function lookupGraph(): Uint8Array {
  const table = {
    name: 'table',
    op: 'HashTableV2',
    attr: { key_dtype: { type: 'DT_STRING' }, value_dtype: { type: 'DT_INT32' } },
  };
  const constant = (name: string, type: string): object => ({ name, op: 'Const', attr: { dtype: { type } } });
  return graphArchive({
    nodes: [
      placeholder('words', 'DT_STRING', [-1]),
      table,
      {
        name: 'y',
        op: 'LookupTableFindV2',
        input: ['table', 'words', 'unknown'],
        attr: { Tout: { type: 'DT_INT32' } },
      },
    ],
    weights: [
      { name: 'unknown', shape: [], dtype: 'int32', values: [-1] },
      { name: 'keys', shape: [2], dtype: 'string', values: ['tent', 'shoe'] },
      { name: 'numbers', shape: [2], dtype: 'int32', values: [7, 8] },
    ],
    signature: {
      inputs: { words: declared('words', 'DT_STRING', [-1]) },
      outputs: { y: declared('y', 'DT_INT32', [-1]) },
    },
    json: {
      modelInitializer: {
        node: [
          table,
          constant('keys', 'DT_STRING'),
          constant('numbers', 'DT_INT32'),
          { name: 'fill', op: 'LookupTableImportV2', input: ['table', 'keys', 'numbers'] },
        ],
      },
    },
  });
}

const sentencePieces: readonly (readonly [string, number | null])[] = [
  ['\ufffd', 0],
  ['\u2581a', -1],
  ['\u2581tent', -2],
  ['s', -1.5],
  ['\u2581', -3],
  ['t', -4],
];

/** Adds up the rows of a table for the pieces of each text, like Universal Sentence Encoder only in its inputs. */
export function sentenceGraph(
  vocabulary: Uint8Array | undefined = Buffer.from(JSON.stringify(sentencePieces)),
): Uint8Array {
  const numbers = (name: string, values: readonly number[]): GraphWeight => ({
    name,
    shape: [values.length],
    dtype: 'int32',
    values,
  });
  return graphArchive({
    nodes: [
      placeholder('indices', 'DT_INT32', [-1, 2]),
      placeholder('values', 'DT_INT32', [-1]),
      {
        name: 'rows',
        op: 'StridedSlice',
        input: ['indices', 'begin', 'end', 'strides'],
        attr: { begin_mask: { i: '1' }, end_mask: { i: '1' }, shrink_axis_mask: { i: '2' } },
      },
      { name: 'sum', op: 'SparseSegmentSum', input: ['table', 'values', 'rows'] },
    ],
    weights: [
      // Row i is [i, 1]: the second number counts the tokens.
      { name: 'table', shape: [6, 2], dtype: 'float32', values: [0, 1, 2, 3, 4, 5].flatMap((id) => [id, 1]) },
      numbers('begin', [0, 0]),
      numbers('end', [0, 1]),
      numbers('strides', [1, 1]),
    ],
    signature: {
      inputs: { indices: declared('indices', 'DT_INT32', [-1, 2]), values: declared('values', 'DT_INT32', [-1]) },
      outputs: { sum: declared('sum', 'DT_FLOAT', [-1, 2]) },
    },
    files: { 'vocab.json': vocabulary },
  });
}

/** What `save` of a layers model hands out, as an archive; `change` may alter model.json. */
export async function layersArchive(model: LayersModel, change = (json: object): object => json): Promise<Uint8Array> {
  const saved: io.ModelArtifacts[] = [];
  await model.save({
    save: (artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  const [artifacts] = saved;
  const json = {
    format: 'layers-model',
    modelTopology: artifacts?.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts?.weightSpecs }],
  };
  const weights = Buffer.concat([artifacts?.weightData ?? []].flat().map((buffer) => Buffer.from(buffer)));
  return writeModelFiles(
    new Map([
      ['model.json', Buffer.from(JSON.stringify(change(json)))],
      ['weights.bin', weights],
    ]),
  );
}
