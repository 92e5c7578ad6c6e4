import type { Tensor, TensorSpec } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceOf } from './confidence.ts';
import { formatPrediction } from './format-prediction.ts';
import { fromHalf, toHalf } from './half.ts';
import { parseFeatures } from './parse-features.ts';
import { parseTensor } from './parse-tensor.ts';

const spec = (datatype: TensorSpec['datatype'], shape: readonly number[], name = 'x'): TensorSpec => ({
  name,
  datatype,
  shape,
});
const tensor = (datatype: Tensor['datatype'], shape: readonly number[], data: unknown, name = 'x'): Tensor =>
  ({ name, datatype, shape, data }) as Tensor;

describe('shapes', () => {
  it.each<[string, readonly number[], unknown, readonly number[], boolean]>([
    [
      'a batch',
      [-1, 2],
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
      true,
    ],
    ['one row without its batch axis', [-1, 2], [1, 2], [1, 2], false],
    ['one row of a fixed batch of one', [1, 2], [1, 2], [1, 2], false],
    ['a column of values for an input of one value per row', [-1, 1], [1, 2, 3], [3, 1], true],
    ['a scalar for an input of one value per row', [-1, 1], 7, [1, 1], false],
    ['a scalar for a list', [-1], 7, [1], false],
    ['a list', [-1], [7, 8], [2], true],
    ['a flat image', [-1, 2, 2], [1, 2, 3, 4], [1, 2, 2], false],
    ['a sequence of free length', [-1, -1], [1, 2, 3], [1, 3], false],
    ['explicit shape, flat data', [-1, 2], { data: [1, 2, 3, 4], shape: [2, 2] }, [2, 2], true],
    [
      'explicit shape, nested data',
      [-1, 2],
      {
        data: [
          [1, 2],
          [3, 4],
        ],
        shape: [2, 2],
      },
      [2, 2],
      true,
    ],
    ['no rows', [-1, 2], { data: [], shape: [0, 2] }, [0, 2], true],
  ])('%s', (_name, declared, value, shape, batched) => {
    const parsed = parseTensor(value, spec('FP32', declared));
    expect([parsed.tensor.shape, parsed.batched]).toEqual([shape, batched]);
  });

  it.each<[string, readonly number[], unknown]>([
    ['a row too short', [-1, 3], [1, 2]],
    ['a row too long', [-1, 3], [1, 2, 3, 4]],
    ['two rows flattened', [-1, 2], [1, 2, 3, 4]],
    ['ragged rows', [-1, 2], [[1, 2], [3]]],
    [
      'an array among numbers',
      [-1, 2],
      [
        [1, [2]],
        [3, 4],
      ],
    ],
    ['too deep', [-1, 2], [[[1, 2]]]],
    ['data that disagrees with its shape', [-1, 2], { data: [1, 2, 3], shape: [2, 2] }],
    ['nesting that disagrees with its shape', [-1, 2], { data: [[1, 2, 3, 4]], shape: [2, 2] }],
    ['a negative size', [-1, 2], { data: [], shape: [-1, 2] }],
    ['a fractional size', [-1, 2], { data: [1], shape: [0.5, 2] }],
    ['a huge shape', [-1, -1], { data: [], shape: [2 ** 40, 2 ** 40] }],
    ['a shape that is no list', [-1, 2], { data: [1, 2], shape: 'x' }],
    ['an object', [-1, 2], { a: 1 }],
    ['null', [-1, 2], null],
  ])('refuses %s', (_name, declared, value) => {
    expect(() => parseTensor(value, spec('FP32', declared))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

describe('elements', () => {
  it.each<[TensorSpec['datatype'], readonly unknown[], readonly unknown[]]>([
    ['UINT8', [0, 255], [0, 255]],
    ['INT8', [-128, 127], [-128, 127]],
    ['INT32', [-2147483648, 2147483647], [-2147483648, 2147483647]],
    ['INT64', ['9223372036854775807', -9007199254740991, 5n], [9223372036854775807n, -9007199254740991n, 5n]],
    ['UINT64', ['18446744073709551615'], [18446744073709551615n]],
    ['FP32', [1.5, 'NaN', 'Infinity', '-Infinity'], [1.5, Number.NaN, Infinity, -Infinity]],
    ['FP64', [0.1, 1.7976931348623157e308], [0.1, 1.7976931348623157e308]],
    ['FP64', [9007199254740992n, 100000000000000000000n], [2 ** 53, 1e20]],
    ['FP32', [34984583095123970n], [34984583095123970]],
    ['FP16', [1, -2, 65504], [0x3c00, 0xc000, 0x7bff]],
    ['BOOL', [true, false, 1, 0], [1, 0, 1, 0]],
    ['BYTES', ['', 'a\0b', '🏔'], ['', 'a\0b', '🏔']],
  ])('%s takes %s', (datatype, elements, expected) => {
    expect(Array.from(parseTensor(elements, spec(datatype, [-1])).tensor.data as ArrayLike<unknown>)).toEqual(expected);
  });

  it.each<[TensorSpec['datatype'], unknown]>([
    ['UINT8', 300],
    ['UINT8', -1],
    ['INT8', 200],
    ['INT32', 1.7],
    ['INT32', '1'],
    ['INT32', 2147483648],
    ['INT64', 9007199254740993],
    ['INT64', '9223372036854775808'],
    ['INT64', '1.0'],
    ['INT64', 1.5],
    ['UINT64', -1],
    ['FP32', 1e39],
    ['FP32', null],
    ['FP32', 'x'],
    ['FP32', 9007199254740993n],
    ['FP64', 10n ** 400n],
    ['FP64', JSON.parse('1e999')],
    ['FP16', 65520],
    ['BOOL', 2],
    ['BOOL', 'true'],
    ['BYTES', 5],
    ['BYTES', 'half a character: \ud83c'],
    ['BYTES', null],
  ])('%s refuses %s, naming the element', (datatype, element) => {
    const valid = { BYTES: 'a', BOOL: true }[datatype as string] ?? 1;
    const parse = () => parseTensor([valid, element], spec(datatype, [-1]));
    expect(parse).toThrow(/input "x": element 1: expected .+, received .+/);
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('half precision rounds to the nearest of all 65,536 numbers', () => {
    const finite = Array.from({ length: 65_536 }, (_, half) => half).filter((half) => Number.isFinite(fromHalf(half)));
    for (const half of finite) expect(toHalf(fromHalf(half))).toBe(half);
    const values = finite
      .filter((half) => half < 0x8000)
      .map(fromHalf)
      .sort((a, b) => a - b);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: values.length - 2 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (i, share) => {
          const [low, high] = [values[i] ?? 0, values[i + 1] ?? 0];
          const x = Math.fround(low + (high - low) * share);
          const rounded = fromHalf(toHalf(x));
          expect(Math.abs(rounded - x)).toBe(Math.min(Math.abs(low - x), Math.abs(high - x)));
        },
      ),
      { seed: 5, numRuns: 2_000 },
    );
  });
});

describe('features', () => {
  it('must name every input and nothing else', () => {
    const specs = [spec('FP32', [-1, 1], 'age'), spec('BYTES', [-1, 1], 'country')];
    expect(() => parseFeatures({ age: 1, cuontry: 'x' }, specs)).toThrow(
      'features: expected "age" (FP32 [-1, 1]), "country" (BYTES [-1, 1]); missing "country"; unknown "cuontry"',
    );
  });

  it('take text or texts for a model with one text input', () => {
    const specs = [spec('BYTES', [-1], 'comment')];
    expect(parseFeatures({ text: 'a' }, specs)).toMatchObject({
      batched: false,
      tensors: [{ name: 'comment', shape: [1] }],
    });
    expect(parseFeatures({ texts: ['a', 'b'] }, specs)).toMatchObject({
      batched: true,
      tensors: [{ data: ['a', 'b'] }],
    });
    expect(() => parseFeatures({ text: 'a', texts: ['b'] }, specs)).toThrow('both');
  });

  it('are a batch as soon as one input has a batch axis', () => {
    const specs = [spec('FP32', [-1, 2], 'a'), spec('FP32', [-1, 1], 'b')];
    expect(parseFeatures({ a: [1, 2], b: 3 }, specs).batched).toBe(false);
    expect(parseFeatures({ a: [1, 2], b: [3] }, specs).batched).toBe(true);
  });
});

describe('predictions as JSON', () => {
  it('lose nothing', () => {
    const outputs = [
      tensor('INT64', [2], new BigInt64Array([5n, 2n ** 63n - 1n]), 'ids'),
      tensor('FP32', [1, 3], new Float32Array([1.5, Number.NaN, -Infinity]), 'scores'),
      tensor('BOOL', [1], new Uint8Array([1]), 'flag'),
      tensor('FP16', [1], new Uint16Array([0x3c00]), 'half'),
      tensor('FP32', [], new Float32Array([2]), 'scalar'),
      tensor('FP32', [0, 3], new Float32Array(0), 'empty'),
    ];
    expect(formatPrediction(outputs, { specs: [], batched: true })).toEqual({
      ids: [5, '9223372036854775807'],
      scores: [[1.5, 'NaN', '-Infinity']],
      flag: [true],
      half: [1],
      scalar: 2,
      empty: [],
    });
  });

  it('have a batch axis only when the request had one, and maps where the model declares them', () => {
    const outputs = [
      tensor('BYTES', [1], ['setosa'], 'label'),
      tensor('FP32', [1, 2], new Float32Array([0.25, 0.75]), 'p'),
    ];
    const specs: TensorSpec[] = [{ ...spec('FP32', [-1, 2], 'p'), mapKeys: ['no', 'yes'] }];
    expect(formatPrediction(outputs, { specs, batched: false })).toEqual({
      label: 'setosa',
      p: { no: 0.25, yes: 0.75 },
    });
    expect(formatPrediction(outputs, { specs, batched: true })).toEqual({
      label: ['setosa'],
      p: [{ no: 0.25, yes: 0.75 }],
    });
  });

  it('read back as the tensor they came from', () => {
    const elements = fc.array(fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(Number.NaN, Infinity, -Infinity)), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(elements, (values) => {
        const data = Float64Array.from(values.map((value) => value + 0));
        const json = formatPrediction([tensor('FP64', [1, data.length], data)], { specs: [], batched: true });
        const back = parseTensor(JSON.parse(JSON.stringify(json['x'])), spec('FP64', [-1, -1])).tensor;
        // JSON has no -0.
        expect(Array.from(back.data as Float64Array, (x) => x + 0)).toEqual(Array.from(data, (x) => x + 0));
      }),
      { seed: 9 },
    );
  });
});

describe('confidence', () => {
  it('is the mean over rows of the largest class probability', () => {
    const outputs = [
      tensor('INT64', [2], new BigInt64Array(2)),
      tensor('FP32', [2, 3], new Float32Array([0.25, 0.5, 0.25, 0, 0, 1])),
    ];
    expect(confidenceOf(outputs)).toBe(0.75);
  });

  it.each([
    ['scores outside [0, 1]', tensor('FP32', [1, 2], new Float32Array([2, -1]))],
    ['rows that do not add up to 1', tensor('FP32', [1, 2], new Float32Array([0.5, 0.2]))],
    ['NaN', tensor('FP32', [1, 2], new Float32Array([Number.NaN, 1]))],
    ['one column', tensor('FP32', [1, 1], new Float32Array([1]))],
    ['no rows', tensor('FP32', [0, 2], new Float32Array(0))],
    ['regression', tensor('FP32', [1], new Float32Array([0.5]))],
  ])('is not read from %s', (_name, output) => {
    expect(confidenceOf([output])).toBeUndefined();
  });
});
