import { EdgeError, type DeclaredMetadata } from '@harper-edge/contracts';
import { declaredText, isObject, type JsonObject } from '../declared-values.ts';
import type { TextModelConfig } from './text-settings.ts';

export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/** Where exporters put the network; the first that is there is taken. */
const usualFiles = ['onnx/model_quantized.onnx', 'onnx/model.onnx'];

/**
 * Name of the network's file: the declared `file`, else the usual ones, else the only `.onnx` there is.
 *
 * @throws EdgeError INVALID_INPUT when the declared file is not there, or several are and none is declared;
 *   INVALID_MODEL when there is none.
 */
export function chooseNetworkFile(files: ModelFiles, metadata: DeclaredMetadata): string {
  const candidates = [...files.keys()].filter((name) => name.endsWith('.onnx'));
  const declared = declaredText(metadata.file, 'file');
  const list = candidates.map((name) => `"${name}"`).join(', ');
  if (declared !== undefined) {
    if (candidates.includes(declared)) return declared;
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.file: expected one of ${list || 'no files'}, received "${declared}"`,
    );
  }
  const [only, ...others] = candidates;
  if (only === undefined) throw new EdgeError('INVALID_MODEL', 'expected an archive with a file that ends in .onnx');
  const usual = usualFiles.find((name) => files.has(name)) ?? (others.length === 0 ? only : undefined);
  if (usual !== undefined) return usual;
  throw new EdgeError('INVALID_INPUT', `the archive holds ${list}; declare one of them as metadata.file`);
}

/** The small files beside the network. @throws EdgeError INVALID_MODEL on one that is no JSON of the expected form */
export function readTextModelConfig(files: ModelFiles): TextModelConfig {
  const modules = readJson(files, 'modules.json');
  if (modules !== undefined && !Array.isArray(modules)) throw wrongJson('modules.json', 'a list');
  return {
    model: readJsonObject(files, 'config.json') ?? {},
    tokenizer: readJsonObject(files, 'tokenizer_config.json') ?? {},
    sentence: readJsonObject(files, 'sentence_bert_config.json') ?? {},
    pooling: readJsonObject(files, '1_Pooling/config.json'),
    modules,
  };
}

/** A file as a JSON object, `undefined` where it is not there. @throws EdgeError INVALID_MODEL on anything else */
export function readJsonObject(files: ModelFiles, name: string): JsonObject | undefined {
  const value = readJson(files, name);
  if (value === undefined || isObject(value)) return value;
  throw wrongJson(name, 'an object');
}

function readJson(files: ModelFiles, name: string): unknown {
  const bytes = files.get(name);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new EdgeError('INVALID_MODEL', `${name}: expected JSON`, { cause });
  }
}

function wrongJson(name: string, expected: string): EdgeError {
  return new EdgeError('INVALID_MODEL', `${name}: expected ${expected}`);
}
