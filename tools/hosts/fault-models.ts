import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import type { Tensor } from '@harper-edge/contracts';

const size = 1_024;

/** A network of so many layers that a row takes about half a millisecond for each, over one matrix of 4 MB. */
export function heavyModel(layers: number): Uint8Array<ArrayBuffer> {
  // Small and of both signs, so that nothing overflows.
  const weights = new Float32Array(size * size).map((_, i) => (((i * 7_919) % 2_003) - 1_001) / 40_000);
  const names = Array.from({ length: layers + 1 }, (_, i) => `h${i}`);
  const matrix = (name: string, rows: number, columns: number): Tensor => ({
    name,
    datatype: 'FP32',
    shape: [rows, columns],
    data: weights.slice(0, rows * columns),
  });
  const nodes = [
    { opType: 'MatMul', inputs: ['x', 'first'], outputs: ['h0'] },
    ...names.slice(1).flatMap((name, i) => [
      { opType: 'MatMul', inputs: [names[i] ?? '', 'w'], outputs: [`${name}-sum`] },
      { opType: 'Tanh', inputs: [`${name}-sum`], outputs: [name] },
    ]),
    { opType: 'MatMul', inputs: [`h${layers}`, 'last'], outputs: ['y'] },
  ];
  const value = (name: string, columns: number) => ({ name, datatype: 'FP32', shape: ['N', columns] }) as const;
  return onnx({
    name: 'heavy',
    nodes,
    inputs: [value('x', 1)],
    outputs: [value('y', 4)],
    initializers: [matrix('first', 1, size), matrix('w', size, size), matrix('last', size, 4)],
  });
}

/** One row for the heavy model. */
export const heavyFeatures = (seed: number) => ({ x: [seed + 0.5] });

/** Ten times an index from 0 to 9; any other fails the run of all rows beside it. */
export function lookupModel(): Uint8Array<ArrayBuffer> {
  const table: Tensor = {
    name: 'table',
    datatype: 'FP32',
    shape: [10],
    data: new Float32Array(10).map((_, i) => i * 10),
  };
  return onnx({
    name: 'lookup',
    nodes: [{ opType: 'Gather', inputs: ['table', 'index'], outputs: ['value'] }],
    inputs: [{ name: 'index', datatype: 'INT64', shape: ['N'] }],
    outputs: [{ name: 'value', datatype: 'FP32', shape: ['N'] }],
    initializers: [table],
  });
}

const onnx = (graph: Parameters<typeof writeOnnx>[0]['graph']): Uint8Array<ArrayBuffer> =>
  new Uint8Array(writeOnnx({ producerName: 'faults', opsets: { '': 15 }, graph }));
