import type { Datatype, Tensor } from '@harper-edge/contracts';

/** What `writeOnnx` can write: a model of plain nodes over tensors, and the sequence of maps of a ZipMap. */
export interface OnnxModel {
  readonly producerName: string;
  /** Default 8, of ONNX 1.10: read by every runtime of today. */
  readonly irVersion?: number;
  /** Version per operator domain; `''` is the standard domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly graph: OnnxGraph;
  /** Free text for whoever uses the model, such as feature names. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface OnnxGraph {
  readonly name: string;
  /** In an order in which each node comes after those that feed it. */
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Constants, by the name under which nodes use them. */
  readonly initializers?: readonly Tensor[];
}

export interface OnnxNode {
  readonly opType: string;
  /** Default: the standard domain. */
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  | { readonly float: number }
  | { readonly int: number | bigint }
  | { readonly string: string }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly (number | bigint)[] }
  | { readonly strings: readonly string[] };

/** An input or output of the graph. */
export type OnnxValue =
  | {
      readonly name: string;
      readonly datatype: Datatype;
      /** A number is a fixed size, a string names a free one; without a shape even the rank is open. */
      readonly shape?: readonly (number | string)[];
    }
  /** sequence(map(key, float)), as ZipMap makes it. */
  | { readonly name: string; readonly mapKey: 'BYTES' | 'INT64' };
