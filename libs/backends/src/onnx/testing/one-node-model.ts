import type { Datatype } from '@harper-edge/contracts';
import { writeOnnx, type OnnxNode, type OnnxValue } from '../../onnx-writer/index.ts';

/** One node between one input `x` and the outputs; by default Identity to `y`, with a free first axis. */
export function oneNodeModel({
  datatype = 'FP32',
  shape = ['N', 2],
  node = { opType: 'Identity', inputs: ['x'], outputs: ['y'] },
  outputs = [{ name: 'y', datatype, shape }],
}: {
  readonly datatype?: Datatype;
  readonly shape?: readonly (number | string)[];
  readonly node?: OnnxNode;
  readonly outputs?: readonly OnnxValue[];
} = {}): Uint8Array {
  return writeOnnx({
    producerName: 'test',
    opsets: { '': 15, 'ai.onnx.ml': 2 },
    graph: { name: 'one-node', nodes: [node], inputs: [{ name: 'x', datatype, shape }], outputs },
  });
}
