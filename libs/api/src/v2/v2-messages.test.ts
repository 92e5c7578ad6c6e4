import { elementCount, isEdgeError, type Datatype, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferReply } from './infer-reply.ts';
import { parseInferRequest } from './infer-request.ts';
import { keptInputs } from './kept-inputs.ts';
import { makeInputs } from './make-inputs.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const spec = (name: string, datatype: Datatype, shape: readonly number[]): TensorSpec => ({ name, datatype, shape });
const tensor = (name: string, datatype: Datatype, shape: readonly number[], data: unknown): Tensor =>
  ({ name, datatype, shape, data }) as Tensor;

/** A body with its header length, as a client of the binary extension makes it. */
const withBinary = (header: object, ...parts: readonly Uint8Array[]): [Buffer, string] => {
  const json = utf8(JSON.stringify(header));
  return [Buffer.concat([json, ...parts]), String(json.length)];
};
const read = (specs: readonly TensorSpec[], body: Uint8Array, headerLength: string | null = null) =>
  makeInputs(parseInferRequest(body, headerLength), specs);
const readJson = (specs: readonly TensorSpec[], message: unknown) => read(specs, utf8(JSON.stringify(message)));
const input = (name: string, datatype: string, shape: unknown, data?: unknown, parameters?: object) => ({
  name,
  datatype,
  shape,
  data,
  parameters,
});

/** The bits of the elements; text and the bytes of its UTF-8 form are the same. */
const bitsOf = ({ data }: Tensor): unknown =>
  Array.isArray(data)
    ? (data as readonly (string | Uint8Array)[]).map((element) => Buffer.from(element as string).toString('hex'))
    : Buffer.from(
        (data as Uint8Array).buffer,
        (data as Uint8Array).byteOffset,
        (data as Uint8Array).byteLength,
      ).toString('hex');
const shown = (made: Tensor): unknown => ({ ...made, data: bitsOf(made) });

describe('requests, byte for byte', () => {
  it('the example of the binary extension: two tensors, 19 bytes', () => {
    const specs = [spec('input0', 'UINT32', [2, 2]), spec('input1', 'BOOL', [3])];
    const header = {
      model_name: 'mymodel',
      inputs: [
        { name: 'input0', shape: [2, 2], datatype: 'UINT32', parameters: { binary_data_size: 16 } },
        { name: 'input1', shape: [3], datatype: 'BOOL', parameters: { binary_data_size: 3 } },
      ],
      outputs: [{ name: 'output0', parameters: { binary_data: true } }],
    };
    const [body, length] = withBinary(header, hex('01000000 00010000 ffffffff 78563412'), hex('01 00 01'));
    const [first, second] = read(specs, body, length);
    expect(first).toEqual(tensor('input0', 'UINT32', [2, 2], Uint32Array.of(1, 256, 4294967295, 0x12345678)));
    expect(second).toEqual(tensor('input1', 'BOOL', [3], Uint8Array.of(1, 0, 1)));
    expect(parseInferRequest(body, length).wantsBinary('output0')).toBe(true);
  });

  it.each<[Datatype, string, readonly unknown[]]>([
    ['UINT8', '00 ff', [0, 255]],
    ['INT8', '80 7f', [-128, 127]],
    ['UINT16', '0100 ffff', [1, 65535]],
    ['INT16', '0080 ff7f', [-32768, 32767]],
    ['INT32', '00000080 feffffff', [-2147483648, -2]],
    ['INT64', '0000000000000080 0100000000000000', [-9223372036854775808n, 1n]],
    ['UINT64', 'ffffffffffffffff 0000000000000000', [18446744073709551615n, 0n]],
    ['FP16', '003c 00c0', [0x3c00, 0xc000]],
    ['FP32', '0000c03f 000080ff', [1.5, -Infinity]],
    ['FP64', '9a9999999999b93f 0000000000000080', [0.1, -0]],
    ['BYTES', '00000000 0600 0000 61 00 f09f8f94', ['', 'a\0🏔']],
    ['BYTES', '02000000 fffe 03000000 efbbbf', [hex('fffe'), '\uFEFF']],
  ])('%s', (datatype, bytes, expected) => {
    const size = hex(bytes).length;
    const message = { inputs: [input('x', datatype, [2], undefined, { binary_data_size: size })] };
    // One byte of padding before the data makes every alignment but one wrong.
    for (const id of ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg']) {
      const [body, length] = withBinary({ id, ...message }, hex(bytes));
      const [made] = read([spec('x', datatype, [-1])], body, length);
      expect(Array.from(made?.data as ArrayLike<unknown>)).toEqual(expected);
    }
  });

  it.each<[string, TensorSpec, string, unknown]>([
    [
      'one row of a fixed shape',
      spec('x', 'FP32', [-1, 2]),
      '0000803f 00000040',
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      'one free axis',
      spec('x', 'INT16', [-1, -1]),
      '0100 0200 0300',
      [
        [1, 3],
        [1, 2, 3],
      ],
    ],
    ['no rows axis', spec('x', 'UINT8', [3]), '01 02 03', [[3], [1, 2, 3]]],
    ['text, without its length', spec('x', 'BYTES', [-1]), '6162', [[1], ['ab']]],
    ['an image, without its length', spec('x', 'BYTES', [-1, 1]), 'ffd8', [[1, 1], [hex('ffd8')]]],
    ['an empty text', spec('x', 'BYTES', [1]), '', [[1], ['']]],
  ])('raw form: %s', (_name, one, bytes, expected) => {
    const request = parseInferRequest(hex(bytes), '0');
    const [made] = makeInputs(request, [one]);
    expect([made?.shape, Array.from(made?.data as ArrayLike<unknown>)]).toEqual(expected);
    expect(request.wantsBinary('anything')).toBe(true);
  });

  it('shares the memory of the body where the alignment allows', () => {
    const [body, length] = withBinary(
      { inputs: [input('x', 'UINT8', [4], undefined, { binary_data_size: 4 })] },
      hex('01020304'),
    );
    const [made] = read([spec('x', 'UINT8', [4])], body, length);
    expect((made?.data as Uint8Array).buffer).toBe(body.buffer);
  });

  it('JSON: flat and nested, strings for what numbers cannot hold, base64 for what is no text', () => {
    const specs = [
      spec('ids', 'INT64', [-1]),
      spec('x', 'FP32', [-1, 2]),
      spec('half', 'FP16', [-1]),
      spec('blob', 'BYTES', [-1]),
    ];
    const text = `{"model_name":"ignored","extra":[1],"id":null,"parameters":null,"outputs":null,"inputs":[
      {"name":"ids","datatype":"INT64","shape":[3],"data":[9007199254740993,"9223372036854775807",-1]},
      {"name":"x","datatype":"FP32","shape":[2,2],"data":[[1.5,"NaN"],["-Infinity",-0.0]]},
      {"name":"half","datatype":"FP16","shape":[2],"data":[1.00048828125,65504]},
      {"name":"blob","datatype":"BYTES","shape":[2],"parameters":{"content_type":"base64"},"data":["/9g=","YQ=="]}]}`;
    const made = read(specs, utf8(text));
    expect(made.map(({ data }) => Array.from(data as ArrayLike<unknown>))).toEqual([
      [9007199254740993n, 9223372036854775807n, -1n],
      [1.5, Number.NaN, -Infinity, -0],
      // Half way between two neighbours: to the even one.
      [0x3c00, 0x7bff],
      [hex('ffd8'), 'a'],
    ]);
  });
});

describe('replies, byte for byte', () => {
  const answer = (...outputs: readonly Tensor[]) => ({
    modelName: 'm',
    modelVersion: 'v1',
    id: undefined,
    inferenceId: 'i',
    outputs,
  });
  const head = '{"model_name":"m","model_version":"v1","parameters":{"inference_id":"i"},"outputs":';

  it('JSON', () => {
    const { headers, body } = inferReply(
      {
        ...answer(
          tensor('p', 'FP32', [1, 2], Float32Array.of(0.25, 0.75)),
          tensor('n', 'INT64', [2], BigInt64Array.of(5n, 9007199254740993n)),
          tensor('f', 'FP64', [4], Float64Array.of(Number.NaN, Infinity, -Infinity, -0)),
          tensor('h', 'FP16', [2], Uint16Array.of(0x3c00, 0x7c00)),
          tensor('b', 'BOOL', [2], Uint8Array.of(1, 0)),
          tensor('t', 'BYTES', [2], ['a"\n', utf8('é')]),
          tensor('i', 'BYTES', [2], [hex('ffd8'), 'a']),
          tensor('e', 'FP32', [0, 3], new Float32Array(0)),
        ),
        id: '42',
      },
      () => false,
    );
    const json =
      '{"model_name":"m","model_version":"v1","id":"42","parameters":{"inference_id":"i"},"outputs":[' +
      '{"name":"p","shape":[1,2],"datatype":"FP32","data":[0.25,0.75]},' +
      '{"name":"n","shape":[2],"datatype":"INT64","data":[5,"9007199254740993"]},' +
      '{"name":"f","shape":[4],"datatype":"FP64","parameters":{"non_finite":true},"data":["NaN","Infinity","-Infinity",-0.0]},' +
      '{"name":"h","shape":[2],"datatype":"FP16","parameters":{"non_finite":true},"data":[1,"Infinity"]},' +
      '{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]},' +
      String.raw`{"name":"t","shape":[2],"datatype":"BYTES","data":["a\"\n","é"]},` +
      '{"name":"i","shape":[2],"datatype":"BYTES","parameters":{"content_type":"base64"},"data":["/9g=","YQ=="]},' +
      '{"name":"e","shape":[0,3],"datatype":"FP32","data":[]}]}';
    expect(body).toBe(json);
    expect(headers).toEqual({ 'content-type': 'application/json', 'content-length': String(utf8(json).length) });
  });

  it('mixed: JSON first, then the binary outputs in its order', () => {
    const { headers, body } = inferReply(
      answer(
        tensor('a', 'BYTES', [2], ['é', hex('ff')]),
        tensor('b', 'INT8', [1], Int8Array.of(-1)),
        tensor('c', 'FP32', [1], Float32Array.of(1.5)),
      ),
      (name) => name !== 'b',
    );
    const json =
      `${head}[{"name":"a","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}},` +
      '{"name":"b","shape":[1],"datatype":"INT8","data":[-1]},' +
      '{"name":"c","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}';
    const bytes = Buffer.concat([utf8(json), hex('02000000 c3a9 01000000 ff'), hex('0000c03f')]);
    expect(Buffer.from(body as Uint8Array).toString('latin1')).toBe(bytes.toString('latin1'));
    expect(headers).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'inference-header-content-length': String(json.length),
    });
  });

  it('a view of a part of larger memory gives that part', () => {
    const rows = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const { body } = inferReply(answer(tensor('c', 'FP32', [2], rows)), () => true);
    expect(Buffer.from(body as Uint8Array).subarray(-8)).toEqual(hex('00000040 00004040'));
  });
});

describe('refusals', () => {
  const x = spec('x', 'FP32', [-1, 2]);
  const y = spec('y', 'INT64', [-1]);
  const good = input('x', 'FP32', [1, 2], [1, 2]);

  it.each<[string, readonly TensorSpec[], unknown, RegExp]>([
    ['an array', [x], [], /^body: expected object, received array/],
    ['a string', [x], 'x', /^body: expected object, received string/],
    ['no inputs', [x], {}, /^body\.inputs: expected array, received undefined/],
    ['an empty list of inputs', [x], { inputs: [] }, /^body\.inputs: /],
    ['an input that is none', [x], { inputs: [7] }, /^body\.inputs\.0: expected object, received number/],
    ['an id that is no string', [x], { id: 5, inputs: [good] }, /^body\.id: expected string/],
    [
      'a missing input',
      [x, y],
      { inputs: [good] },
      /expected "x" \(FP32 \[-1, 2\]\), "y" \(INT64 \[-1\]\), received "x": "y" is missing/,
    ],
    ['an unknown input', [x], { inputs: [good, { ...good, name: 'z' }] }, /received "x", "z": "z" is unknown/],
    ['an input given twice', [x], { inputs: [good, good] }, /received "x", "x": "x" is given twice/],
    [
      'too many inputs',
      [x],
      { inputs: Array.from({ length: 5_000 }, () => 1) },
      /inputs: expected at most 1024, received 5000/,
    ],
    [
      'another datatype',
      [x],
      { inputs: [input('x', 'FP64', [1, 2], [1, 2])] },
      /"x": expected datatype FP32, received "FP64"/,
    ],
    [
      'a datatype that is none of ours',
      [x],
      { inputs: [input('x', 'BF16', [1, 2], [1, 2])] },
      /expected datatype FP32, received "BF16"/,
    ],
    [
      'another shape',
      [x],
      { inputs: [input('x', 'FP32', [1, 3], [1, 2, 3])] },
      /"x": expected shape \[-1, 2\] .*, received \[1, 3\]/,
    ],
    [
      'fewer axes',
      [x],
      { inputs: [input('x', 'FP32', [2], [1, 2])] },
      /"x": expected shape \[-1, 2\] .*, received \[2\]/,
    ],
    [
      'too few elements',
      [x],
      { inputs: [input('x', 'FP32', [2, 2], [1, 2, 3])] },
      /"x": shape \[2, 2\] needs 4 elements, received 3/,
    ],
    [
      'nesting that is not its shape',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], [[1], [2]])] },
      /"x": .*\[1, 2\], received nested arrays of shape \[2, 1\]/,
    ],
    ['ragged nesting', [x], { inputs: [input('x', 'FP32', [2, 2], [[1, 2], [3]])] }, /"x": .*ragged/],
    ['a negative size', [x], { inputs: [input('x', 'FP32', [-1, 2], [])] }, /"x": shape: .*received \[-1,2\]/],
    ['a fractional size', [x], { inputs: [input('x', 'FP32', [0.5, 2], [1])] }, /"x": shape: .*received \[0\.5,2\]/],
    [
      'a size that is no number',
      [x],
      { inputs: [input('x', 'FP32', ['1', 2], [1, 2])] },
      /"x": shape: .*received \["1",2\]/,
    ],
    [
      'a huge shape',
      [x],
      { inputs: [input('x', 'FP32', [2 ** 40, 2 ** 40], [])] },
      /"x": shape: .*product up to 134217728/,
    ],
    ['a huge shape behind a zero', [x], { inputs: [input('x', 'FP32', [0, 2 ** 40], [])] }, /"x": shape: /],
    ['no data', [x], { inputs: [input('x', 'FP32', [1, 2])] }, /"x": expected data, or the parameter binary_data_size/],
    [
      'data that is no array',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], 5)] },
      /^body\.inputs\.0\.data: expected array/,
    ],
    [
      'data and binary data',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], [1, 2], { binary_data_size: 8 })] },
      /"x": expected data or binary_data_size, received both/,
    ],
    [
      'a wrong element',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], [1, 'x'])] },
      /"x": element 1: expected a number.* received "x"/,
    ],
    ['null', [x], { inputs: [input('x', 'FP32', [1, 2], [null, 1])] }, /"x": element 0: .*received null/],
    [
      'a rounded integer',
      [y],
      { inputs: [input('y', 'INT64', [1], [1.5])] },
      /"y": element 0: expected a whole number/,
    ],
    [
      'half a character',
      [spec('t', 'BYTES', [1])],
      { inputs: [input('t', 'BYTES', [1], ['a\ud800'])] },
      /"t": element 0: expected a string of whole characters/,
    ],
    [
      'base64 that is none',
      [spec('t', 'BYTES', [1])],
      { inputs: [input('t', 'BYTES', [1], ['a-b'], { content_type: 'base64' })] },
      /"t": element 0: expected base64 with padding, received "a-b"/,
    ],
    [
      'binary data without its bytes',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], undefined, { binary_data_size: 8 })] },
      /declare 8 bytes .* received 0 after the JSON/,
    ],
    [
      'a negative size of binary data',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], undefined, { binary_data_size: -1 })] },
      /"x": binary_data_size: expected a whole number of bytes, received -1/,
    ],
    [
      'shared memory',
      [x],
      { inputs: [input('x', 'FP32', [1, 2], [1, 2], { shared_memory_region: 'r' })] },
      /"x": expected no parameter "shared_memory_region"/,
    ],
    [
      'classification',
      [x],
      { inputs: [good], outputs: [{ name: 'p', parameters: { classification: 3 } }] },
      /"p": expected no parameter "classification"/,
    ],
    [
      'a flag that is none',
      [x],
      { inputs: [good], outputs: [{ name: 'p', parameters: { binary_data: 'yes' } }] },
      /"binary_data": expected true or false, received "yes"/,
    ],
    [
      'a timeout that is none',
      [x],
      { inputs: [good], parameters: { timeout: '5' } },
      /"timeout": expected whole microseconds .* received "5"/,
    ],
  ])('%s', (_name, specs, message, expected) => {
    expect(() => readJson(specs, message)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(expected) as string }),
    );
  });

  it.each<[string, string]>([
    ['negative', '-1'],
    ['no number', 'ten'],
    ['fractional', '1.5'],
    ['huge', '99999999999'],
    ['more than a number holds', '9'.repeat(40)],
    ['empty', ''],
  ])('a header length that is %s', (_name, length) => {
    expect(() => parseInferRequest(utf8('{"inputs":[]}'), length)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: `Inference-Header-Content-Length: expected a whole number from 0 to the 13 bytes of the body, received "${length}"`,
      }),
    );
  });

  it.each<[string, TensorSpec, number, string, RegExp]>([
    ['fewer bytes than its shape needs', x, 4, '00000000', /"x": its shape needs 8 bytes of FP32, received 4/],
    ['bytes left over', x, 8, '000000000000000001', /declare 8 bytes .* received 9/],
    [
      'a bool of 2',
      spec('x', 'BOOL', [1, 2]),
      2,
      '0002',
      /"x": element 1: expected a byte of 0 or 1 for BOOL, received 2/,
    ],
    [
      'text shorter than its length',
      spec('x', 'BYTES', [1, 2]),
      6,
      '05000000 6161',
      /"x": element 0: expected 5 bytes, received 2/,
    ],
    [
      'text without a whole length',
      spec('x', 'BYTES', [1, 2]),
      7,
      '01000000 61 0000',
      /"x": element 1: expected a length of 4 bytes, received 2/,
    ],
    [
      'fewer texts than its shape',
      spec('x', 'BYTES', [1, 2]),
      4,
      '00000000',
      /"x": its shape needs 2 elements of BYTES, received 1 and 0 bytes/,
    ],
    [
      'more texts than its shape',
      spec('x', 'BYTES', [1, 2]),
      12,
      '000000000000000000000000',
      /needs 2 elements of BYTES, received 2 and 4 bytes/,
    ],
  ])('binary data: %s', (_name, one, size, bytes, expected) => {
    const message = { inputs: [input('x', one.datatype, [1, 2], undefined, { binary_data_size: size })] };
    const [body, length] = withBinary(message, hex(bytes));
    expect(() => read([one], body, length)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(expected) as string }),
    );
  });

  it.each<[string, readonly TensorSpec[], string, RegExp]>([
    ['two inputs', [x, y], '00', /models with one input, and the model has 2/],
    [
      'two free axes',
      [spec('x', 'FP32', [-1, -1, -1])],
      '00',
      /at most one free axis beside the rows, and "x" has \[-1, -1, -1\]/,
    ],
    ['a list of texts', [spec('x', 'BYTES', [-1, 4])], '00', /one element, and "x" has \[-1, 4\]/],
    ['bytes of another shape', [x], '00000000', /"x": its shape needs 8 bytes of FP32, received 4/],
    [
      'part of an element',
      [spec('x', 'FP32', [-1, -1, 2])],
      '0000000000',
      /"x": expected a multiple of 8 bytes, received 5/,
    ],
  ])('raw form: %s', (_name, specs, bytes, expected) => {
    expect(() => read(specs, hex(bytes), '0')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(expected) as string }),
    );
  });
});

describe('what an event keeps of the inputs', () => {
  it('is what /predict takes, or the size of what is no text or too much', () => {
    expect(keptInputs([tensor('x', 'FP32', [1, 2], Float32Array.of(1.5, Number.NaN))])).toEqual({ x: [[1.5, 'NaN']] });
    expect(keptInputs([tensor('x', 'BYTES', [2], ['a', hex('ffff')])])).toEqual({ omitted: true, sizeBytes: 11 });
    expect(keptInputs([tensor('x', 'FP32', [1, 50_000], new Float32Array(50_000))])).toEqual({
      omitted: true,
      sizeBytes: 200_000,
    });
  });
});

/** Any bits of any datatype; a NaN is the usual one, of which JSON has but one. */
const anyTensor: fc.Arbitrary<Tensor> = (() => {
  const elements = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 12, maxLength: 12 });
  const bits = (size: number, Elements: new (buffer: ArrayBuffer) => ArrayLike<unknown>) =>
    fc.uint8Array({ minLength: 12 * size, maxLength: 12 * size }).map((bytes) => new Elements(bytes.slice().buffer));
  const special = fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 1.5, 3.4028234663852886e38, 1e-45);
  const halves = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x7c00, 0xfc00, 0x8000, 0x7e00));
  const data: { readonly [D in Datatype]: fc.Arbitrary<unknown> } = {
    BOOL: elements(fc.integer({ min: 0, max: 1 })).map((all) => Uint8Array.from(all)),
    UINT8: bits(1, Uint8Array),
    UINT16: bits(2, Uint16Array),
    UINT32: bits(4, Uint32Array),
    UINT64: bits(8, BigUint64Array),
    INT8: bits(1, Int8Array),
    INT16: bits(2, Int16Array),
    INT32: bits(4, Int32Array),
    INT64: fc.oneof(
      bits(8, BigInt64Array),
      elements(fc.bigInt(-(2n ** 54n), 2n ** 54n)).map((all) => BigInt64Array.from(all)),
    ),
    FP16: elements(halves).map((all) =>
      Uint16Array.from(all.map((half) => ((half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0 ? 0x7e00 : half))),
    ),
    FP32: elements(fc.oneof(fc.float(), special)).map((all) => Float32Array.from(all)),
    FP64: elements(fc.oneof(fc.double(), special)).map((all) => Float64Array.from(all)),
    BYTES: elements(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      ),
    ),
  };
  const shapes = fc.constantFrom([12], [3, 4], [2, 3, 2], [1, 12, 1, 1], [0], [2, 0], []);
  return fc.constantFrom(...(Object.keys(data) as Datatype[])).chain((datatype) =>
    fc.tuple(data[datatype], shapes).map(([all, shape]) => {
      const count = elementCount(shape);
      return tensor('x', datatype, shape, (all as readonly unknown[]).slice(0, count));
    }),
  );
})();

/** What the protocol says a client writes; made without the code under test. */
function asJson({ datatype, data }: Tensor): { data: unknown[]; parameters?: object } {
  const number = (value: number): unknown => (Number.isFinite(value) ? value : String(value));
  if (datatype === 'BYTES') {
    const parameters = { content_type: 'base64' };
    return { data: data.map((element) => Buffer.from(element as string).toString('base64')), parameters };
  }
  if (datatype === 'BOOL') return { data: Array.from(data, (element) => element === 1) };
  if (datatype === 'INT64' || datatype === 'UINT64') return { data: Array.from(data as BigInt64Array, String) };
  if (datatype !== 'FP16') return { data: Array.from(data, number) };
  return {
    data: Array.from(data, (half) => {
      const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
      const size =
        exponent === 31
          ? fraction === 0
            ? Infinity
            : Number.NaN
          : exponent === 0
            ? fraction * 2 ** -24
            : (1 + fraction / 1024) * 2 ** (exponent - 15);
      return number((half & 0x8000) === 0 ? size : -size);
    }),
  };
}

function asBytes({ datatype, data }: Tensor): Buffer {
  if (datatype !== 'BYTES') return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const parts = data.map((element) => Buffer.from(element as string));
  return Buffer.concat(
    parts.flatMap((part) => [
      Buffer.from([part.length & 255, (part.length >> 8) & 255, (part.length >> 16) & 255, 0]),
      part,
    ]),
  );
}

/** JSON without `-0` losing its sign. */
const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (Object.is(inner, -0) ? 'minus zero' : inner)).replaceAll(
    '"minus zero"',
    '-0.0',
  );

const codes = ['INVALID_INPUT', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const refusesOrReads = (run: () => unknown): void => {
  try {
    run();
  } catch (error) {
    expect(isEdgeError(error) ? error.code : error).toBeOneOf(codes);
    expect((error as Error).message.length).toBeGreaterThan(10);
  }
};

describe('properties', () => {
  it('both forms of a request give the same bits', () => {
    fc.assert(
      fc.property(anyTensor, fc.string({ maxLength: 9 }), (sent, id) => {
        const { name, datatype, shape } = sent;
        const declared = [
          spec(
            name,
            datatype,
            shape.map((size, axis) => (axis === 0 ? -1 : size)),
          ),
        ];
        const fromJson = read(declared, utf8(writeJson({ id, inputs: [{ name, datatype, shape, ...asJson(sent) }] })));
        const bytes = asBytes(sent);
        const parameters = { binary_data_size: bytes.length };
        const [body, length] = withBinary({ id, inputs: [{ name, datatype, shape, parameters }] }, bytes);
        const fromBinary = read(declared, body, length);
        expect(fromJson.map(shown)).toEqual([shown(sent)]);
        expect(fromBinary.map(shown)).toEqual([shown(sent)]);
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });

  it('both forms of a reply decode to the same bits', () => {
    fc.assert(
      fc.property(fc.array(anyTensor, { minLength: 1, maxLength: 3 }), fc.array(fc.boolean()), (outputs, flags) => {
        const named = outputs.map((output, index) => ({ ...output, name: `o${index}` }));
        const answer = { modelName: 'm', modelVersion: '1', id: 'i', inferenceId: 'n', outputs: named };
        const made = inferReply(answer, (name) => flags[Number(name.slice(1))] ?? false);
        const bytes = Buffer.from(made.body as string);
        const jsonBytes = Number(made.headers['inference-header-content-length'] ?? bytes.length);
        // What a reader makes of it is read back as a request, which the other property and the tables above check.
        const text = bytes.subarray(0, jsonBytes).toString().replace('"outputs":', '"inputs":');
        const back = read(
          named.map(({ name, datatype, shape }) => spec(name, datatype, shape)),
          Buffer.concat([utf8(text), bytes.subarray(jsonBytes)]),
          String(Buffer.byteLength(text)),
        );
        expect(back.map(shown)).toEqual(named.map(shown));
      }),
      { seed: 12, numRuns: 1_500 },
    );
  });

  const declared = [spec('x', 'FP32', [-1, 2]), spec('t', 'BYTES', [-1]), spec('n', 'INT64', [-1])];
  const [valid, validLength] = withBinary(
    {
      id: 'a',
      inputs: [
        input('x', 'FP32', [1, 2], undefined, { binary_data_size: 8 }),
        input('t', 'BYTES', [2], undefined, { binary_data_size: 11 }),
        input('n', 'INT64', [1], ['9223372036854775807']),
      ],
      outputs: [{ name: 'p', parameters: { binary_data: true } }],
      parameters: { binary_data_output: true, timeout: 5 },
    },
    hex('0000803f 00000040'),
    hex('03000000 616263 00000000'),
  );
  const lengths = fc.oneof(
    fc.constant(validLength),
    fc.constant(null),
    fc.integer({ min: -5, max: valid.length + 5 }).map(String),
    fc.string({ maxLength: 6 }),
  );

  it('bytes of every kind are read or refused, never anything else', () => {
    expect(read(declared, valid, validLength)).toHaveLength(3);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        lengths,
        fc.constantFrom(declared, declared.slice(0, 1)),
        (...sent) => {
          const [body, length, specs] = sent;
          refusesOrReads(() => read(specs, body, length));
        },
      ),
      { seed: 13, numRuns: 2_000 },
    );
    const edit = fc.record({
      at: fc.nat(valid.length - 1),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc.constantFrom(...['[', ']', '{', '"', '-1', '1e999', 'null', '99999999999999999999'].map(utf8)),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), lengths, (edits, length) => {
        const body = edits.reduce(
          (bytes, { at, remove, insert }) =>
            Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
          valid,
        );
        refusesOrReads(() => read(declared, body, length));
      }),
      { seed: 14, numRuns: 5_000 },
    );
  });

  it('JSON of every kind is read or refused, never anything else', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const mostly = (good: unknown) => fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, value);
    const anyInput = fc.record(
      {
        name: mostly('x'),
        datatype: mostly('FP32'),
        shape: mostly([1, 2]),
        data: mostly([1, 2]),
        parameters: fc.oneof(value, fc.record({ binary_data_size: value, content_type: value })),
      },
      { requiredKeys: ['name'] },
    );
    const message = fc.record(
      { inputs: fc.oneof(value, fc.array(anyInput, { maxLength: 2 })), outputs: value, parameters: value, id: value },
      { requiredKeys: ['inputs'] },
    );
    fc.assert(
      fc.property(message, fc.boolean(), (sent, isBinary) => {
        const [body, length] = withBinary(sent, Buffer.alloc(8));
        refusesOrReads(() => read(declared.slice(0, 1), body, isBinary ? length : null));
        refusesOrReads(() => readJson(declared.slice(0, 1), sent));
      }),
      { seed: 15, numRuns: 3_000 },
    );
  });
});
