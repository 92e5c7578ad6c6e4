import type { ModelVersion, Tensor, TensorSpec } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { readClasses } from './read-classes.ts';

const modelOf = (...outputs: readonly TensorSpec[]) => ({ id: 'm:v1', outputs }) as unknown as ModelVersion;
const probabilities: Tensor = { name: 'p', datatype: 'FP32', shape: [2, 2], data: Float32Array.of(0.25, 0.75, 1, 0) };

describe('the classes of a classifier', () => {
  it('are named by the keys of its map', () => {
    const spec = { name: 'p', datatype: 'FP32', shape: [-1, 2], mapKeys: ['fit', 'toxic'] } as const;
    expect(readClasses(modelOf(spec), [probabilities])).toEqual([
      [
        { label: 'toxic', probability: 0.75 },
        { label: 'fit', probability: 0.25 },
      ],
      [
        { label: 'fit', probability: 1 },
        { label: 'toxic', probability: 0 },
      ],
    ]);
  });

  it('are named row by row by an output of the same shape', () => {
    const names: Tensor = { name: 'labels', datatype: 'BYTES', shape: [2, 2], data: ['a', 'b', 'c', 'd'] };
    expect(readClasses(modelOf(), [names, probabilities]).map((row) => row.map(({ label }) => label))).toEqual([
      ['b', 'a'],
      ['c', 'd'],
    ]);
  });

  it('have their numbers for names without either', () => {
    const label: Tensor = { name: 'label', datatype: 'INT64', shape: [2], data: BigInt64Array.of(1n, 0n) };
    expect(readClasses(modelOf(), [label, probabilities])[0]?.[0]).toEqual({ label: '1', probability: 0.75 });
  });

  it.each<[string, Tensor]>([
    ['one above 1', { ...probabilities, data: Float32Array.of(2, 0, 0, 0) }],
    ['NaN', { ...probabilities, data: Float32Array.of(Number.NaN, 0, 0, 0) }],
    ['one axis', { ...probabilities, shape: [4] }],
    ['whole numbers', { name: 'p', datatype: 'INT32', shape: [2, 2], data: Int32Array.of(0, 1, 1, 0) }],
  ])('are not made of numbers that are no probabilities: %s', (_what, tensor) => {
    expect(() => readClasses(modelOf(), [tensor])).toThrow('model m:v1 gives no probabilities');
  });
});
