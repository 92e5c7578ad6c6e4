import { EdgeError } from '@harper-edge/contracts';
import { isObject, type JsonObject } from '../declared-values.ts';

/** model.json as far as both kinds of models have it alike. */
export interface ModelJson {
  readonly kind: 'graph' | 'layers';
  /** Name of the file. */
  readonly name: string;
  readonly topology: JsonObject;
  readonly signature: JsonObject | undefined;
  readonly weightsManifest: readonly unknown[];
  /** A graph that fills lookup tables before the first run. */
  readonly initializer: { readonly topology: JsonObject; readonly signature: JsonObject | undefined } | undefined;
}

/**
 * Finds and reads model.json, or the file of another name.
 *
 * @throws EdgeError INVALID_MODEL when it is missing or no model, INVALID_INPUT when the declared file is missing
 */
export function readModelJson(files: ReadonlyMap<string, Uint8Array>, declaredFile?: string): ModelJson {
  const name = findModelJson(files, declaredFile);
  const json = parseJson(files.get(name) ?? new Uint8Array(), name);
  const topology = isObject(json) ? json.modelTopology : undefined;
  if (!isObject(json) || !isObject(topology)) throw invalid(`${name} has no "modelTopology"`);
  if (json.weightsManifest !== undefined && !Array.isArray(json.weightsManifest)) {
    throw invalid(`${name}: expected a list as "weightsManifest"`);
  }
  const kind = kindOf(json, topology);
  if (kind === undefined) throw invalid(`${name} is neither a graph model nor a layers model`);
  return {
    kind,
    name,
    topology,
    // Older converters put it beside other things.
    signature: objectIn(objectIn(json, 'userDefinedMetadata'), 'signature') ?? objectIn(json, 'signature'),
    weightsManifest: (json.weightsManifest as readonly unknown[] | undefined) ?? [],
    initializer: readInitializer(json),
  };
}

function findModelJson(files: ReadonlyMap<string, Uint8Array>, declaredFile: string | undefined): string {
  if (files.has('')) {
    throw invalid(
      'expected a zip or tar archive with model.json and its weight files, received a single file that is no archive',
    );
  }
  if (declaredFile !== undefined) {
    if (files.has(declaredFile)) return declaredFile;
    throw new EdgeError('INVALID_INPUT', `metadata.file: the archive has no file "${declaredFile}"`);
  }
  const candidates = files.has('model.json')
    ? ['model.json']
    : [...files.keys()].filter((name) => name.endsWith('/model.json'));
  const [name, ...others] = candidates;
  if (name !== undefined && others.length === 0) return name;
  const found = name === undefined ? 'none' : candidates.map((candidate) => `"${candidate}"`).join(', ');
  throw invalid(`expected one model.json in the archive, received ${found}; metadata.file may choose one`);
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new EdgeError('INVALID_MODEL', `${name} is no JSON; it may have been cut short`, { cause });
  }
}

/** Files of old Keras converters do not state their format. */
function kindOf(json: JsonObject, topology: JsonObject): ModelJson['kind'] | undefined {
  if (json.format === 'graph-model' || (json.format === undefined && Array.isArray(topology.node))) return 'graph';
  if (json.format === 'layers-model') return 'layers';
  return json.format === undefined && (isObject(topology.model_config) || isObject(topology.config))
    ? 'layers'
    : undefined;
}

function readInitializer(json: JsonObject): ModelJson['initializer'] {
  const topology = objectIn(json, 'modelInitializer');
  return topology === undefined ? undefined : { topology, signature: objectIn(json, 'initializerSignature') };
}

function objectIn(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object?.[key];
  return isObject(value) ? value : undefined;
}

function invalid(problem: string): EdgeError {
  return new EdgeError('INVALID_MODEL', problem);
}
