import { EdgeError, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsAreIndependent } from './row-independence.ts';
import { createScriptedModel, type Compute } from './testing/scripted-model.ts';

const matrix = (...rows: number[][]): [Tensor] => [
  { name: 'x', datatype: 'FP32', shape: [rows.length, rows[0]?.length ?? 0], data: new Float32Array(rows.flat()) },
];

/** A model that answers all its rows from all its rows. */
const onRows =
  (answer: (rows: number[][]) => number[][]): Compute =>
  ([x]) => {
    const { shape, data } = x as Tensor & { datatype: 'FP32' };
    const [count = 0, size = 0] = shape;
    const rows = Array.from({ length: count }, (_, row) => Array.from(data.subarray(row * size, (row + 1) * size)));
    const answers = answer(rows);
    return [
      {
        name: 'y',
        datatype: 'FP32',
        shape: [answers.length, answers[0]?.length ?? 0],
        data: new Float32Array(answers.flat()),
      },
    ];
  };

const columns = (rows: number[][]): number[][] => (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? 0));
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;
const softmax = (values: number[]): number[] => {
  const powers = values.map((value) => Math.exp(value - Math.max(...values)));
  return powers.map((power) => power / sum(powers));
};
const perRow = (answer: (row: number[]) => number[]) => onRows((rows) => rows.map(answer));

const dependent: Record<string, Compute> = {
  'softmax over the batch': onRows((rows) => columns(columns(rows).map(softmax))),
  'column means taken off': onRows((rows) => {
    const means = columns(rows).map(mean);
    return rows.map((row) => row.map((value, i) => value - (means[i] ?? 0)));
  }),
  'the mean of everything taken off': onRows((rows) =>
    rows.map((row) => row.map((value) => value - mean(rows.flat()))),
  ),
  'division by the largest of everything': onRows((rows) =>
    rows.map((row) => row.map((value) => value / Math.max(1e-9, ...rows.flat().map(Math.abs)))),
  ),
  'sums down the rows': onRows((rows) => rows.map((_, i) => [sum(rows.slice(0, i + 1).flat())])),
  'the row before': onRows((rows) => rows.map((_, i) => rows[i - 1] ?? [0, 0, 0])),
  'rows in reverse': onRows((rows) => rows.toReversed()),
  'division by the number of rows': onRows((rows) => rows.map((row) => row.map((value) => (value + 1) / rows.length))),
  'one row for all': onRows((rows) => [rows.flat().slice(0, 3)]),
};

const independent: Record<string, Compute> = {
  'softmax of each row': perRow(softmax),
  'division by the largest of the row': perRow((row) =>
    row.map((value) => value / Math.max(1e-9, ...row.map(Math.abs))),
  ),
  'the mean of the row taken off': perRow((row) => row.map((value) => value - mean(row))),
  'the sum of each row, summed in another order in a batch': onRows((rows) =>
    rows.map((row) => [sum(rows.length > 1 ? row.toReversed() : row)]),
  ),
  'the logarithm': perRow((row) => row.map((value) => Math.log(value + 2))),
};

const inputs: TensorSpec[] = [{ name: 'x', datatype: 'FP32', shape: [-1, -1] }];
const outputs: TensorSpec[] = [{ name: 'y', datatype: 'FP32', shape: [-1, -1] }];
const modelOf = (compute: Compute) => createScriptedModel({ inputs, outputs, compute });

const rows: [string, number[]][] = [
  ['any numbers', [3, -1, 2]],
  ['zeros', [0, 0, 0]],
  ['equal numbers', [2, 2, 2]],
  ['numbers that cancel out', [1, 0, -1]],
  ['a palindrome', [1, 5, 1]],
  ['large numbers', [1e6, 2e6, 3e6]],
];

describe('rows that depend on each other are found out', () => {
  describe.each(Object.entries(dependent))('%s', (_name, compute) => {
    it.each(rows)('from %s', async (_what, row) => {
      expect(await rowsAreIndependent(modelOf(compute), matrix(row))).toBe(false);
    });
  });

  it('whatever the request is', async () => {
    const row = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 });
    const compute = dependent['the mean of everything taken off'] as Compute;
    await fc.assert(
      fc.asyncProperty(row, async (values) => {
        expect(await rowsAreIndependent(modelOf(compute), matrix(values))).toBe(false);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('whole numbers summed down the rows', () => {
  it.each([[[0n, 0n]], [[3n, 4n]], [[1n, -1n]]])('are found out from %s', async (row) => {
    const spec: TensorSpec = { name: 'x', datatype: 'INT64', shape: [-1, 2] };
    const compute: Compute = ([given]) => {
      const { data } = given as Tensor & { datatype: 'INT64' };
      return [
        {
          ...(given as Tensor),
          name: 'y',
          data: data.map((_, i) =>
            data
              .slice(0, i + 1)
              .filter((_value, j) => j % 2 === i % 2)
              .reduce((total, value) => total + value, 0n),
          ),
        } as Tensor,
      ];
    };
    const model = createScriptedModel({ inputs: [spec], outputs: [{ ...spec, name: 'y' }], compute });
    const x: Tensor = { name: 'x', datatype: 'INT64', shape: [1, 2], data: BigInt64Array.from(row) };
    expect(await rowsAreIndependent(model, [x])).toBe(false);
  });
});

describe('rows that do not depend on each other are merged', () => {
  describe.each(Object.entries(independent))('%s', (_name, compute) => {
    it.each(rows)('from %s', async (_what, row) => {
      expect(await rowsAreIndependent(modelOf(compute), matrix(row))).toBe(true);
    });
  });

  it.each<[string, Tensor]>([
    ['INT64', { name: 'x', datatype: 'INT64', shape: [1, 2], data: new BigInt64Array([101n, 7n]) }],
    ['INT64 zeros', { name: 'x', datatype: 'INT64', shape: [1, 2], data: new BigInt64Array(2) }],
    ['BOOL', { name: 'x', datatype: 'BOOL', shape: [1, 2], data: new Uint8Array([1, 0]) }],
    ['UINT8', { name: 'x', datatype: 'UINT8', shape: [1, 2], data: new Uint8Array([255, 3]) }],
    ['FP16', { name: 'x', datatype: 'FP16', shape: [1, 2], data: new Uint16Array([0x3c00, 0]) }],
    ['FP64', { name: 'x', datatype: 'FP64', shape: [1, 2], data: new Float64Array([1, 2]) }],
    ['BYTES', { name: 'x', datatype: 'BYTES', shape: [1, 2], data: ['a', 'b'] }],
    ['BYTES, empty', { name: 'x', datatype: 'BYTES', shape: [1, 2], data: ['', ''] }],
  ])('%s, by copying them', async (_name, x) => {
    const spec: TensorSpec = { name: 'x', datatype: x.datatype, shape: [-1, 2] };
    const compute: Compute = ([given]) => [{ ...(given as Tensor), name: 'y' }];
    const model = createScriptedModel({ inputs: [spec], outputs: [{ ...spec, name: 'y' }], compute });
    expect(await rowsAreIndependent(model, [x])).toBe(true);
    expect(model.runs.map(([run]) => run?.shape[0])).toEqual(expect.arrayContaining([1, 1]));
    expect(model.runs[1]?.[0]?.data).not.toEqual(x.data);
  });
});

describe('what fails', () => {
  it('to be a number, of the request itself, tells nothing of the model', async () => {
    const overflowing = onRows((all) =>
      columns(columns(all).map((values) => values.map((value) => value / sum(values)))),
    );
    expect(await rowsAreIndependent(modelOf(overflowing), matrix([Infinity, 1, 1]))).toBeUndefined();
    expect(await rowsAreIndependent(modelOf(overflowing), matrix([3, 1, 1]))).toBe(false);
  });

  it('of the request itself tells nothing of the model', async () => {
    const compute: Compute = () => {
      throw new EdgeError('MODEL_FAILED', 'not this row');
    };
    expect(await rowsAreIndependent(modelOf(compute), matrix([1, 2, 3]))).toBeUndefined();
  });

  it('of the row made up is left for zeros', async () => {
    const copy = perRow((row) => row);
    const compute: Compute = (given) => {
      if (given[0]?.data.length === 3 && Number(given[0].data[0]) % 1 !== 0) throw new Error('whole numbers only');
      return copy(given);
    };
    expect(await rowsAreIndependent(modelOf(compute), matrix([1, 2, 3]))).toBe(true);
  });

  it('of every other row leaves requests alone', async () => {
    const compute: Compute = (given) => {
      if (given[0]?.data.length !== 3 || given[0].data[0] !== 1) throw new Error('only this row');
      return perRow((row) => row)(given);
    };
    expect(await rowsAreIndependent(modelOf(compute), matrix([1, 2, 3]))).toBe(false);
  });

  it('only of rows together leaves requests alone', async () => {
    const compute: Compute = (given) => {
      if (given[0]?.shape[0] !== 1) throw new Error('one row only');
      return perRow((row) => row)(given);
    };
    expect(await rowsAreIndependent(modelOf(compute), matrix([1, 2, 3]))).toBe(false);
  });
});
