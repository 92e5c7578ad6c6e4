import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import { repositoryRoot } from './repository-root.ts';

const folder = join(repositoryRoot, 'examples/iris');

interface Expected {
  readonly labels: readonly string[];
  readonly input: readonly (readonly number[])[];
  readonly label: readonly string[];
  readonly probabilities: readonly (readonly number[])[];
}

/** The models that are shipped, with answers computed without ONNX; one as bytes and one as a file. */
export function irisFixtures(): BackendFixture[] {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const rows = expected.input.length;
  const inputs = [{ name: 'float_input', datatype: 'FP32', shape: [-1, 4] }] as const;
  const example: Tensor[] = [
    { name: 'float_input', datatype: 'FP32', shape: [rows, 4], data: Float32Array.from(expected.input.flat()) },
  ];
  const answers = (label: string, probabilities: string): Tensor[] => [
    { name: label, datatype: 'BYTES', shape: [rows], data: expected.label },
    { name: probabilities, datatype: 'FP32', shape: [rows, 3], data: Float32Array.from(expected.probabilities.flat()) },
  ];
  const common = { inputs, example, tolerance: 1e-5, batchable: true };
  return [
    {
      ...common,
      name: 'iris',
      artifact: { bytes: readFileSync(join(folder, 'iris-logreg.onnx')) },
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 3] },
      ],
      expected: answers('label', 'probabilities'),
    },
    {
      ...common,
      name: 'iris with ZipMap, from a file',
      artifact: { path: join(folder, 'iris-logreg-zipmap.onnx') },
      outputs: [
        { name: 'output_label', datatype: 'BYTES', shape: [-1] },
        { name: 'output_probability', datatype: 'FP32', shape: [-1, 3], mapKeys: expected.labels },
      ],
      expected: answers('output_label', 'output_probability'),
    },
  ];
}
