import { EdgeError, elementCount, type LoadedModel, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { guardRuns } from '../guard-runs.ts';
import { decodeImage } from './decode-image.ts';
import { hasFreeRows } from './free-rows.ts';
import type { ImageSettings } from './processing-settings.ts';
import type { Sharp } from './sharp-package.ts';

const inputName = 'image';
/** Pictures that are decoded at the same time: each may take 150 MB until it is resized. */
const decodedAtOnce = 4;

/**
 * The model with its picture input taken as pictures: BYTES `image` [-1], each element JPEG, PNG or WebP, or text with the
 * base64 or data: URL of one. FP32 inputs get (pixel × scale − mean) / std; UINT8 and INT32 get the pixel, INT8 the pixel − 128.
 * Other inputs stay as they are.
 *
 * @throws EdgeError INVALID_INPUT when the settings do not fit the model
 */
export function withImageInput(model: LoadedModel, settings: ImageSettings, sharp: Sharp): LoadedModel {
  const spec = chooseInput(model, settings);
  const pixels = layPixels(spec, settings);
  const inputs = model.metadata.inputs.map((input) =>
    input === spec ? ({ name: inputName, datatype: 'BYTES', shape: spec.shape.slice(0, 1) } as const) : input,
  );
  const { lane, independentRows } = model;
  return guardRuns({
    metadata: { ...model.metadata, inputs },
    memoryBytes: model.memoryBytes,
    ...(lane !== undefined && { lane }),
    ...((independentRows ?? hasFreeRows(model)) && { independentRows: true }),
    compute: async (given) => {
      const images = given.find(({ name }) => name === inputName);
      const tensor = await toTensor((images as Extract<Tensor, { datatype: 'BYTES' }>).data, { spec, pixels, sharp });
      return model.run([...given.filter((input) => input !== images), tensor]);
    },
    dispose: () => model.release(),
  });
}

function chooseInput({ metadata }: LoadedModel, { input }: ImageSettings): TensorSpec {
  const pictures = metadata.inputs.filter(({ shape }) => shape.length === 4);
  const spec = input === undefined ? pictures[0] : metadata.inputs.find(({ name }) => name === input);
  const names = metadata.inputs.map(({ name, shape }) => `"${name}" [${shape.join(', ')}]`).join(', ') || 'none';
  if (spec?.shape.length !== 4 || (input === undefined && pictures.length > 1)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.preprocessing.image.input: expected the name of an input with 4 axes, received ${input === undefined ? 'none' : `"${input}"`}; the model's inputs are ${names}`,
    );
  }
  if (!(spec.datatype in arrays)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.preprocessing.image: expected an input of ${Object.keys(arrays).join(', ')}, "${spec.name}" is ${spec.datatype}`,
    );
  }
  if (metadata.inputs.some((other) => other !== spec && other.name === inputName)) {
    throw new EdgeError('INVALID_INPUT', `metadata.preprocessing.image: another input is already named "${inputName}"`);
  }
  return spec;
}

const arrays = { FP32: Float32Array, UINT8: Uint8Array, INT8: Int8Array, INT32: Int32Array } as const;
type PixelDatatype = keyof typeof arrays;

/** Where the values of a picture go and what they become. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly fit: 'fill' | 'cover' | 'contain';
  readonly channelsFirst: boolean;
  /** For the red, green and blue of a pixel: which channel it is, and its value for each of 0..255. */
  readonly channels: readonly { readonly index: number; readonly values: Float32Array }[];
}

function layPixels({ name, shape, datatype }: TensorSpec, settings: ImageSettings): Pixels {
  const { layout = layoutOf(name, shape), colors = 'RGB', fit = 'fill' } = settings;
  const channelsFirst = layout === 'NCHW';
  const [channelSize, heightSize, widthSize] = channelsFirst ? shape.slice(1) : [shape[3], shape[1], shape[2]];
  if (channelSize !== 3 && channelSize !== -1) {
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.preprocessing.image.layout: ${layout} expects 3 colors, "${name}" [${shape.join(', ')}] has ${String(channelSize)}`,
    );
  }
  return {
    width: sideOf('width', settings.width, widthSize),
    height: sideOf('height', settings.height, heightSize),
    fit,
    channelsFirst,
    channels: (colors === 'RGB' ? [0, 1, 2] : [2, 1, 0]).map((index) => ({
      index,
      values: Float32Array.from({ length: 256 }, (_, pixel) => valueOf(pixel, index, { datatype, settings })),
    })),
  };
}

function valueOf(
  pixel: number,
  channel: number,
  { datatype, settings }: { readonly datatype: string; readonly settings: ImageSettings },
): number {
  if (datatype === 'INT8') return pixel - 128;
  if (datatype !== 'FP32') return pixel;
  const { scale = 1 / 255, mean = [], std = [] } = settings;
  return (pixel * scale - (mean[channel] ?? 0)) / (std[channel] ?? 1);
}

function layoutOf(name: string, [, first, , last]: readonly number[]): 'NHWC' | 'NCHW' {
  if (last === 3 && first !== 3) return 'NHWC';
  if (first === 3 && last !== 3) return 'NCHW';
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.preprocessing.image.layout: expected NHWC or NCHW, since the shape of "${name}" does not tell it`,
  );
}

function sideOf(side: 'width' | 'height', declared: number | undefined, size = -1): number {
  const pixels = declared ?? size;
  if (pixels >= 1 && (size === -1 || pixels === size)) return pixels;
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.preprocessing.image.${side}: expected ${size === -1 ? 'a number of pixels, since the model takes any' : `the model's ${size}`}, received ${declared ?? 'none'}`,
  );
}

async function toTensor(
  elements: readonly (string | Uint8Array)[],
  { spec, pixels, sharp }: { readonly spec: TensorSpec; readonly pixels: Pixels; readonly sharp: Sharp },
): Promise<Tensor> {
  const { width, height, channelsFirst } = pixels;
  const shape = channelsFirst ? [elements.length, 3, height, width] : [elements.length, height, width, 3];
  const data = new arrays[spec.datatype as PixelDatatype](elementCount(shape));
  for (let start = 0; start < elements.length; start += decodedAtOnce) {
    const decoded = elements.slice(start, start + decodedAtOnce).map(async (content, i) => {
      const title = `"${inputName}": element ${start + i}`;
      return decodeImage(sharp, { content, title }, pixels);
    });
    for (const [i, rgb] of (await Promise.all(decoded)).entries()) {
      placePixels(rgb, data.subarray((start + i) * rgb.length, (start + i + 1) * rgb.length), pixels);
    }
  }
  return { name: spec.name, datatype: spec.datatype, shape, data } as Tensor;
}

function placePixels(
  rgb: Uint8Array,
  row: { [index: number]: number },
  { channelsFirst, channels, width, height }: Pixels,
): void {
  const size = width * height;
  for (const [color, { index, values }] of channels.entries()) {
    const [start, step] = channelsFirst ? [index * size, 1] : [index, 3];
    for (let i = 0; i < size; i++) row[start + i * step] = values[rgb[3 * i + color] ?? 0] ?? 0;
  }
}
