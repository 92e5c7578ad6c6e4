import { memoryUsage as processMemoryUsage } from 'node:process';
import { EdgeError, type DeclaredMetadata, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import { readModelFiles } from '../model-files/index.ts';
import {
  chooseNetworkFile,
  importTokenizerPackage,
  isTextModel,
  loadTextModel,
  type TokenizerPackage,
} from '../onnx-text/index.ts';
import { declaredObject } from '../declared-values.ts';
import { applyProcessing, importSharp, parseSettings, type Sharp } from '../processing/index.ts';
import { estimateMemory } from './estimate-memory.ts';
import { failureReason } from './failure-reason.ts';
import type { MapOutputs } from './map-outputs.ts';
import { createOnnxModel } from './onnx-model.ts';
import { importOnnxRuntime, loadOnnxRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { prepareModel } from './prepare-model.ts';
import { readArtifact } from '../read-artifact.ts';
import { readSessionMetadata } from './session-metadata.ts';
import { sessionOptions } from './session-options.ts';

export interface OnnxBackendOptions {
  /**
   * Threads one run may use inside an operator, at least 1. Default 1: models below a millisecond gain nothing from more,
   * and a run on the only thread of a shared CPU is not slowed by its neighbours.
   */
  readonly intraOpThreads?: number;
  /** Default: the package onnxruntime-node, imported when the first model is loaded. */
  readonly importRuntime?: () => Promise<OnnxRuntime>;
  /** Default: the package @huggingface/tokenizers, imported when the first model with a tokenizer is loaded. */
  readonly importTokenizers?: () => Promise<TokenizerPackage>;
  /** Default: the package sharp, imported when the first model that takes images is loaded. */
  readonly importSharp?: () => Promise<Sharp>;
  /** Resident set size of this process in bytes. Default: measured. */
  readonly memoryUsage?: () => { readonly rss: number };
}

/**
 * Runs ONNX models with onnxruntime-node on the CPU. `load` and `run` hold the event loop while they compute: a model
 * that takes more than about a millisecond belongs into a worker thread.
 *
 * A sequence of maps, as scikit-learn exporters declare it for probabilities, comes out as an FP32 tensor [rows, keys] with
 * the keys in `mapKeys` of its spec. A model must be one file; external data is refused. An archive of such a file and its
 * `tokenizer.json` becomes a model that takes texts, and gives embeddings or classes; of any other archive the `.onnx` file is
 * loaded, and images are taken and labels given as `preprocessing.image` and `postprocessing` declare it.
 *
 * @throws EdgeError INVALID_INPUT when `intraOpThreads` is not a whole number from 1.
 * @example
 * const model = await createOnnxBackend().load({ path: 'iris-logreg.onnx' });
 * await model.run([{ name: 'float_input', datatype: 'FP32', shape: [1, 4], data: new Float32Array([5.1, 3.5, 1.4, 0.2]) }]);
 */
export function createOnnxBackend({
  intraOpThreads = 1,
  importRuntime = importOnnxRuntime,
  importTokenizers = importTokenizerPackage,
  importSharp: importImages = importSharp,
  memoryUsage = processMemoryUsage,
}: OnnxBackendOptions = {}): InferenceBackend {
  const options = sessionOptions(intraOpThreads);

  const open = async (runtime: OnnxRuntime, artifact: Uint8Array, model: MapOutputs): Promise<LoadedModel> => {
    const before = memoryUsage().rss;
    const session = await runtime.InferenceSession.create(model.bytes, options).catch((cause: unknown) => {
      throw new EdgeError('INVALID_MODEL', `onnxruntime cannot load the model: ${failureReason(cause)}`, { cause });
    });
    const memoryBytes = estimateMemory(memoryUsage().rss - before, artifact.length);
    try {
      return createOnnxModel({ runtime, session, metadata: readSessionMetadata(session, model.mapKeys), memoryBytes });
    } catch (error) {
      await session.release();
      throw error;
    }
  };

  let lastLoad: Promise<unknown> = Promise.resolve();
  const loadFile = async (runtime: OnnxRuntime, bytes: Uint8Array): Promise<LoadedModel> => {
    const model = prepareModel(bytes);
    // One after the other, so that each growth of memory is counted for one model only.
    const loading = lastLoad.then(() => open(runtime, bytes, model));
    lastLoad = loading.catch(() => undefined);
    return loading;
  };

  return {
    framework: 'onnx',
    load: async (artifact, { metadata = {} } = {}) => {
      const runtime = await loadOnnxRuntime(importRuntime);
      const bytes = await readArtifact(artifact);
      const files = readModelFiles(bytes);
      const loadNetwork = (network: Uint8Array): Promise<LoadedModel> => loadFile(runtime, network);
      if (isTextModel(files)) return loadTextModel({ files, metadata, loadNetwork, importTokenizers });
      refuseTextSettings(metadata);
      const settings = parseSettings(metadata);
      const model = await loadNetwork(files.get(files.has('') ? '' : chooseNetworkFile(files, metadata)) ?? bytes);
      const archived = { ...model, memoryBytes: Math.max(model.memoryBytes, bytes.length) };
      return applyProcessing(archived, { settings, files, importSharp: importImages });
    },
  };
}

/** What is declared of texts means nothing where no tokenizer reads them. */
function refuseTextSettings({ preprocessing }: DeclaredMetadata): void {
  const { text } = declaredObject(preprocessing, 'preprocessing');
  if (text === undefined || text === null) return;
  throw new EdgeError(
    'INVALID_INPUT',
    'metadata.preprocessing.text: expected an archive with tokenizer.json beside the model, received one without',
  );
}
