import type { Datatype, DeclaredMetadata, LoadedModel, Tensor } from '@harper-edge/contracts';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { createOnnxBackend } from '../onnx/index.ts';
import { oneNodeModel } from '../onnx/testing/one-node-model.ts';

// An ONNX Identity shows what the network would get of the pictures, or gives the numbers that become labels.
const backend = createOnnxBackend();
const loaded: LoadedModel[] = [];
afterEach(async () => {
  for (const model of loaded.splice(0)) await model.release();
});

interface Network {
  readonly datatype?: Datatype;
  readonly shape: readonly (number | string)[];
}

async function load(
  network: Network,
  metadata: DeclaredMetadata,
  files: Readonly<Record<string, string>> = {},
): Promise<LoadedModel> {
  const named = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)] as const);
  const bytes =
    named.length === 0
      ? oneNodeModel(network)
      : writeModelFiles(new Map([['model.onnx', oneNodeModel(network)], ...named]));
  const model = await backend.load({ bytes }, { metadata });
  loaded.push(model);
  return model;
}

const bytes = (data: readonly (string | Uint8Array)[]): Tensor => ({
  name: 'image',
  datatype: 'BYTES',
  shape: [data.length],
  data,
});
const looking = (image: Record<string, string | number | number[]> = {}): DeclaredMetadata => ({
  preprocessing: { image },
});

/** Pixels as they are written, red, green, blue row by row. */
const picture = (rows: readonly (readonly (readonly number[])[])[]): Sharp =>
  sharp(Uint8Array.from(rows.flat(2)), {
    raw: { width: rows[0]?.length ?? 0, height: rows.length, channels: (rows[0]?.[0]?.length ?? 3) as 3 },
  });
const [red, blue, grey] = [
  [255, 0, 0],
  [0, 0, 255],
  [51, 102, 153],
] as const;
const redAndBlue = (): Sharp => picture([[red, blue]]);
const pixels = async (model: LoadedModel, image: string | Uint8Array): Promise<readonly number[]> =>
  Array.from((await model.run([bytes([image])]))[0]?.data as Float32Array, (value) => Math.round(value * 1000) / 1000);

const rows = { shape: ['N', 1, 2, 3] };

describe('image input', () => {
  it('takes one picture an element, and the size from the model', async () => {
    const model = await load(rows, looking({}));
    expect(model.metadata.inputs).toEqual([{ name: 'image', datatype: 'BYTES', shape: [-1] }]);
    expect([model.independentRows, model.isWarm]).toEqual([true, true]);
    const png = await redAndBlue().png().toBuffer();
    const [answer] = await model.run([bytes([png, png])]);
    expect(answer?.shape).toEqual([2, 1, 2, 3]);
    expect(answer?.data).toEqual(Float32Array.of(1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1));
  });

  it.each<readonly [string, Network, Record<string, string | number | number[]>, readonly number[]]>([
    ['scale, mean and std', rows, { scale: 1, mean: 128, std: 128 }, [0.992, -1, -1, -1, -1, 0.992]],
    ['for each color', rows, { mean: [0.5, 0, 0], std: [1, 1, 0.25] }, [0.5, 0, 0, -0.5, 0, 4]],
    ['BGR', rows, { colors: 'BGR' }, [0, 0, 1, 1, 0, 0]],
    ['BGR with a mean in that order', rows, { colors: 'BGR', mean: [0.25, 0, 0] }, [-0.25, 0, 1, 0.75, 0, 0]],
    ['NCHW by the shape', { shape: ['N', 3, 1, 2] }, {}, [1, 0, 0, 0, 0, 1]],
    ['a size that only is declared', { shape: ['N', 'H', 'W', 3] }, { width: 2, height: 1 }, [1, 0, 0, 0, 0, 1]],
    ['UINT8', { datatype: 'UINT8', shape: ['N', 1, 2, 3] }, {}, [255, 0, 0, 0, 0, 255]],
    ['INT8', { datatype: 'INT8', shape: ['N', 1, 2, 3] }, {}, [127, -128, -128, -128, -128, 127]],
    ['INT32', { datatype: 'INT32', shape: ['N', 1, 2, 3] }, { scale: 1 }, [255, 0, 0, 0, 0, 255]],
  ])('%s', async (_what, network, image, expected) => {
    expect(await pixels(await load(network, looking(image)), await redAndBlue().png().toBuffer())).toEqual(expected);
  });

  it('a layout that is declared, where the shape does not tell it', async () => {
    const png = await picture([[red, blue, grey]])
      .png()
      .toBuffer();
    const network = { shape: ['N', 3, 1, 3] };
    expect(await pixels(await load(network, looking({ layout: 'NCHW' })), png)).toEqual([
      1, 0, 0.2, 0, 0, 0.4, 0, 1, 0.6,
    ]);
  });

  it('fit: fill stretches, cover cuts, contain adds black', async () => {
    // Red, then grey twice, then blue: 4 × 1 pixels into 2 × 2.
    const strip = picture([[red, grey, grey, blue]]);
    const png = await strip.png().toBuffer();
    const answerOf = async (fit: string) => pixels(await load({ shape: ['N', 2, 2, 3] }, looking({ fit })), png);
    expect((await answerOf('cover')).slice(0, 3)).toEqual([0.2, 0.4, 0.6]);
    const filled = await answerOf('fill');
    expect(filled[0]).toBeGreaterThan(0.4);
    expect(filled.slice(0, 6)).toEqual(filled.slice(6));
    // One row of pixels is left of it, and the other is black.
    const contained = await answerOf('contain');
    expect([contained.slice(0, 6), contained.slice(6)].filter((row) => row.every((value) => value === 0))).toHaveLength(
      1,
    );
  });

  it('honours EXIF orientation, and lays transparency on black', async () => {
    const upright = { shape: ['N', 2, 1, 3] };
    const turned = await redAndBlue().png().withMetadata({ orientation: 6 }).toBuffer();
    expect(await pixels(await load(upright, looking()), turned)).toEqual([1, 0, 0, 0, 0, 1]);
    const clear = await picture([
      [
        [255, 255, 255, 0],
        [255, 255, 255, 255],
      ],
    ])
      .png()
      .toBuffer();
    expect(await pixels(await load(rows, looking()), clear)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('gray and 16-bit pictures become three colors of 8 bits', async () => {
    const gray = await redAndBlue().grayscale().png().toBuffer();
    expect(await pixels(await load(rows, looking()), gray)).toHaveLength(6);
    const deep = await redAndBlue().toColourspace('rgb16').png().toBuffer();
    expect(await pixels(await load(rows, looking()), deep)).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it.each(['png', 'webp', 'jpeg'] as const)('%s as bytes, base64, data: URL and bytes of these', async (format) => {
    const image = await picture([[grey, grey]])
      .toFormat(format, { lossless: true })
      .toBuffer();
    const base64 = image.toString('base64');
    const model = await load(rows, looking());
    for (const form of [
      image,
      base64,
      `data:image/${format};base64,${base64}`,
      Buffer.from(base64),
      image.toString('base64url'),
    ]) {
      const answer = await pixels(model, form);
      for (const [i, value] of [0.2, 0.4, 0.6].entries())
        expect(Math.abs((answer[i] ?? NaN) - value)).toBeLessThan(0.02);
    }
  });

  it.each<readonly [string, string | Uint8Array]>([
    ['text', 'hello'],
    ['nothing', ''],
    ['other bytes', Uint8Array.of(1, 2, 3)],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['SVG as data:', 'data:image/svg+xml,<svg width="9" height="9"/>'],
    ['SVG as base64', Buffer.from('<svg width="9" height="9"/>').toString('base64')],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1')],
    ['a JPEG cut short', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0)],
  ])('%s is no picture, which names the element', async (_what, content) => {
    const model = await load(rows, looking());
    const good = await redAndBlue().png().toBuffer();
    await expect(model.run([bytes([good, content])])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^"image": element 1: /) as string,
    });
  });

  it('a small file that claims to be huge is not decoded', async () => {
    const png = await redAndBlue().png().toBuffer();
    const huge = Buffer.from(png);
    huge.writeUInt32BE(8000, 16);
    huge.writeUInt32BE(8000, 20);
    const { crc32 } = await import('node:zlib');
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    await expect((await load(rows, looking())).run([bytes([huge])])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('at most 50000000 pixels') as string,
    });
  });

  it('random bytes after the signature are refused, and nothing else happens', async () => {
    const model = await load(rows, looking());
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (rest) => {
        const outcome: unknown = await model
          .run([bytes([Uint8Array.of(0xff, 0xd8, 0xff, ...rest)])])
          .catch((error: unknown) => error);
        expect(outcome).toMatchObject({ code: 'INVALID_INPUT' });
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it.each<readonly [string, Network, Record<string, string | number>, RegExp]>([
    [
      'no input with 4 axes',
      { shape: ['N', 4] },
      {},
      /input with 4 axes, received none; the model's inputs are "x" \[-1, 4\]/,
    ],
    ['an unknown input', rows, { input: 'y' }, /received "y"/],
    ['a size that is not the model\u2019s', rows, { width: 5 }, /width: expected the model's 2, received 5/],
    ['no size', { shape: ['N', 'H', 'W', 3] }, {}, /width: expected a number of pixels/],
    ['a layout that cannot be told', { shape: ['N', 3, 3, 3] }, {}, /layout: expected NHWC or NCHW/],
    ['one color', { shape: ['N', 2, 2, 1] }, { layout: 'NHWC' }, /expects 3 colors/],
    ['a datatype without pixels', { datatype: 'BOOL', shape: ['N', 2, 2, 3] }, {}, /"x" is BOOL/],
  ])('%s does not fit', async (_what, network, image, message) => {
    await expect(load(network, looking(image))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message) as string,
    });
  });

  it('without sharp: NOT_INSTALLED with the command that installs it', async () => {
    const cause = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    const blind = createOnnxBackend({ importSharp: () => Promise.reject(cause) });
    await expect(blind.load({ bytes: oneNodeModel(rows) }, { metadata: looking() })).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('npm install sharp@0.35.5') as string,
      cause,
    });
    await (await blind.load({ bytes: oneNodeModel(rows) })).release();
  });

  it('a fixed number of pictures stays fixed', async () => {
    const model = await load({ shape: [1, 1, 2, 3] }, looking());
    expect(model.metadata.inputs[0]?.shape).toEqual([1]);
    expect(model.independentRows).toBeUndefined();
    const png = await redAndBlue().png().toBuffer();
    await expect(model.run([bytes([png, png])])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('label output', () => {
  const classes = { shape: ['N', 3] };
  const scores = (values: readonly number[]): Tensor => ({
    name: 'x',
    datatype: 'FP32',
    shape: [values.length / 3, 3],
    data: Float32Array.from(values),
  });
  const answers = async (postprocessing: Record<string, string | number | string[]>, values: readonly number[]) =>
    (await (await load(classes, { postprocessing })).run([scores(values)])).map(({ data }) =>
      Array.from<unknown>(data),
    );
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6) as unknown);

  it('the best label and all probabilities', async () => {
    const model = await load(classes, { postprocessing: { labels: ['a', 'b', 'c'] } });
    expect(model.metadata.outputs).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 3], mapKeys: ['a', 'b', 'c'] },
    ]);
    expect(await model.run([scores([0.25, 0.5, 0.25, 1, 0, 0])])).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [2], data: ['b', 'a'] },
      { name: 'probabilities', datatype: 'FP32', shape: [2, 3], data: Float32Array.of(0.25, 0.5, 0.25, 1, 0, 0) },
    ]);
  });

  it('the best few, of equal ones the one that comes first', async () => {
    const model = await load(classes, { postprocessing: { labels: ['a', 'b', 'c'], topK: 2 } });
    expect(model.metadata.outputs).toEqual([
      { name: 'labels', datatype: 'BYTES', shape: [-1, 2] },
      { name: 'scores', datatype: 'FP32', shape: [-1, 2] },
    ]);
    expect(await model.run([scores([1, 3, 2, 0.5, 0.5, 0.5])])).toEqual([
      { name: 'labels', datatype: 'BYTES', shape: [2, 2], data: ['b', 'c', 'a', 'b'] },
      { name: 'scores', datatype: 'FP32', shape: [2, 2], data: Float32Array.of(3, 2, 0.5, 0.5) },
    ]);
    expect(await answers({ topK: 1000 }, [1, 3, 2])).toEqual([
      ['1', '2', '0'],
      [3, 2, 1],
    ]);
  });

  it.each<readonly [string, readonly number[], string, readonly number[]]>([
    // exp(0, ln 2, ln 5) / 8
    ['softmax', [0, Math.log(2), Math.log(5)], '2', [0.125, 0.25, 0.625]],
    ['softmax', [1000, 1000, -1000], '0', [0.5, 0.5, 0]],
    ['sigmoid', [0, Math.log(3), -Math.log(3)], '1', [0.5, 0.75, 0.25]],
    ['none', [-1, -3, -2], '0', [-1, -3, -2]],
    ['none', [NaN, -3, -2], '2', [NaN, -3, -2]],
  ])('%s of %j', async (activation, values, label, expected) => {
    expect(await answers({ activation }, values)).toEqual([
      [label],
      close(expected).map((value, i) => (Number.isNaN(expected[i]) ? NaN : value)),
    ]);
  });

  it('labels from a file, one a line', async () => {
    const model = await load(
      classes,
      { postprocessing: { labels: 'labels.txt' } },
      { 'labels.txt': 'a cat\r\nb, c\r\nd\r\n' },
    );
    expect((await model.run([scores([0, 1, 0])]))[0]?.data).toEqual(['b, c']);
  });

  it('asking for one output only', async () => {
    const model = await load(classes, { postprocessing: {} });
    expect(await model.run([scores([0, 1, 0])], { outputs: ['label'] })).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [1], data: ['1'] },
    ]);
    await expect(model.run([scores([0, 1, 0])], { outputs: ['y'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each<readonly [string, Network, Record<string, string | string[]>, RegExp]>([
    ['too few labels', classes, { labels: ['a'] }, /expected 3 labels, as output "y" has, received 1/],
    ['a missing file', classes, { labels: 'x.txt' }, /no file "x.txt"; it has "l.txt", "model.onnx"/],
    ['an output without classes', { shape: ['N'] }, {}, /FP32 output with 2 axes, received none; the model has none/],
    ['an unknown output', classes, { output: 'z' }, /received "z"; the model has "y"/],
    ['no labels where their number is open', { shape: ['N', 'M'] }, {}, /expected labels/],
  ])('%s does not fit', async (_what, network, postprocessing, message) => {
    await expect(load(network, { postprocessing }, { 'l.txt': 'x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message) as string,
    });
  });

  it('a file of labels that is no text is refused', async () => {
    const archive = writeModelFiles(
      new Map([
        ['m.onnx', oneNodeModel(classes)],
        ['l.txt', Uint8Array.of(0xff, 0xfe)],
      ]),
    );
    await expect(
      backend.load({ bytes: archive }, { metadata: { postprocessing: { labels: 'l.txt' } } }),
    ).rejects.toThrow(/no UTF-8/);
  });

  it('more or fewer numbers than labels: MODEL_FAILED', async () => {
    const model = await load({ shape: ['N', 'M'] }, { postprocessing: { labels: ['a', 'b'] } });
    await expect(model.run([scores([1, 2, 3])])).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  });
});
