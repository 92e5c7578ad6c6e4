import { posix } from 'node:path';
import { EdgeError } from '@harper-edge/contracts';
import type { io } from '@tensorflow/tfjs';
import { isObject } from '../declared-values.ts';
import type { ModelJson } from './model-json.ts';

export interface Weights {
  readonly specs: io.WeightsManifestEntry[];
  /** As stored, all groups one after the other. */
  readonly data: ArrayBuffer;
  /** As the runtime holds them: unfolded, 4 bytes a number. */
  readonly sizeBytes: number;
}

type ModelFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The weights that model.json declares, from the files it names, which lie beside it.
 *
 * @throws EdgeError INVALID_MODEL when a file is missing, too long, too short or not declared, or a weight is of a kind that
 *   cannot be read
 */
export function readWeights({ name, weightsManifest }: ModelJson, files: ModelFiles): Weights {
  const folder = posix.dirname(name);
  const groups = weightsManifest.map((group, index) => readGroup(group, `${name}: weightsManifest[${index}]`));
  const used = new Set<string>();
  const pieces: Uint8Array[] = [];
  for (const { paths, specs } of groups) {
    const shards = paths.map((path) => {
      const file = posix.join(folder, path);
      const bytes = files.get(file);
      if (bytes === undefined) throw invalid(`the weight file "${path}" is missing in the archive`);
      used.add(file);
      return bytes;
    });
    const bytes = Buffer.concat(shards);
    checkLength(bytes, specs, paths);
    pieces.push(bytes);
  }
  checkStrangers(files, used);
  const data = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    data.set(piece, at);
    at += piece.length;
  }
  const specs = groups.flatMap((group) => group.specs);
  const unfolded = specs.reduce((sum, spec) => sum + countOf(spec) * (spec.dtype === 'bool' ? 1 : 4), 0);
  return { specs, data: data.buffer, sizeBytes: Math.max(unfolded, data.length) };
}

interface Group {
  readonly paths: readonly string[];
  readonly specs: readonly io.WeightsManifestEntry[];
}

function readGroup(group: unknown, where: string): Group {
  const { paths, weights } = isObject(group) ? group : {};
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) {
    throw invalid(`${where}: expected a list of file names as "paths"`);
  }
  if (!Array.isArray(weights)) throw invalid(`${where}: expected a list as "weights"`);
  return { paths, specs: weights.map((spec, index) => readSpec(spec, `${where}.weights[${index}]`)) };
}

const storedBytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  float16: 2,
  uint8: 1,
  uint16: 2,
};

function readSpec(spec: unknown, where: string): io.WeightsManifestEntry {
  if (!isObject(spec) || typeof spec.name !== 'string') throw invalid(`${where}: expected a weight with a name`);
  const { name, shape, dtype, quantization } = spec;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw invalid(`${where}: expected a list of sizes as the shape of "${name}"`);
  }
  if (typeof dtype !== 'string' || !['float32', 'int32', 'bool', 'string'].includes(dtype)) {
    throw invalid(`${where}: expected "${name}" as float32, int32, bool or string, received ${JSON.stringify(dtype)}`);
  }
  if (quantization !== undefined) {
    const stored = isObject(quantization) ? quantization.dtype : undefined;
    const readable =
      stored === 'float16' ||
      (isObject(quantization) &&
        (stored === 'uint8' || stored === 'uint16') &&
        typeof quantization.min === 'number' &&
        typeof quantization.scale === 'number');
    if (!readable) throw invalid(`${where}: expected "${name}" quantized as uint8, uint16 or float16`);
  }
  return spec as unknown as io.WeightsManifestEntry;
}

function countOf({ shape }: io.WeightsManifestEntry): number {
  return shape.reduce((product, size) => product * size, 1);
}

function checkLength(bytes: Buffer, specs: readonly io.WeightsManifestEntry[], paths: readonly string[]): void {
  let needed = 0;
  for (const spec of specs) {
    if (spec.dtype === 'string' && spec.quantization === undefined) needed += textBytes(bytes, needed, countOf(spec));
    else needed += countOf(spec) * (storedBytes[spec.quantization?.dtype ?? spec.dtype] ?? NaN);
  }
  if (needed === bytes.length) return;
  const names = paths.length > 3 ? `${paths.length} weight files` : paths.map((path) => `"${path}"`).join(', ');
  throw invalid(
    `${names}: expected ${needed} bytes of weights, received ${bytes.length}; ${bytes.length < needed ? 'the files were cut short' : 'they belong to another model.json'}`,
  );
}

/** Each text is its length as 32 bits, little-endian, and so many bytes. */
function textBytes(bytes: Buffer, start: number, count: number): number {
  let at = start;
  for (let i = 0; i < count; i++) {
    // Past the end the sum is larger than the file, whatever it is.
    if (at + 4 > bytes.length) return bytes.length - start + 4;
    at += 4 + bytes.readUInt32LE(at);
  }
  return at - start;
}

/** A shard that no one asks for belongs to another model, or model.json does. */
function checkStrangers(files: ModelFiles, used: ReadonlySet<string>): void {
  const stranger = [...files.keys()].find((file) => /shard\d+of\d+(\.bin)?$/.test(file) && !used.has(file));
  if (stranger !== undefined)
    throw invalid(`the archive holds the weight file "${stranger}", which model.json does not name`);
}

function invalid(problem: string): EdgeError {
  return new EdgeError('INVALID_MODEL', problem);
}
